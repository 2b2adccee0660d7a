import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseDevice } from "./device.js";

const LIMITS = {
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 256,
  maxStorageBufferBindingSize: 134217728,
  maxComputeWorkgroupStorageSize: 16384,
};
const adapter = (more = {}) => ({ features: new Set(["timestamp-query"]), limits: LIMITS, info: { vendor: "nvidia" }, ...more });
const gpu = (found) => ({ requestAdapter: async () => found });

const CASES = [
  { why: "a person asks for the CPU", gpu: gpu(adapter()), wanted: "cpu", use: "cpu", reason: /asked for/ },
  { why: "the page came over http", gpu: gpu(adapter()), secure: false, use: "cpu", reason: /https/ },
  { why: "the browser has no WebGPU", gpu: undefined, use: "cpu", reason: /no WebGPU/ },
  { why: "requestAdapter throws", gpu: { requestAdapter: async () => Promise.reject(new Error("blocked")) }, use: "cpu", reason: /blocked/ },
  { why: "there is no adapter", gpu: gpu(null), use: "cpu", reason: /no graphics card/ },
  { why: "the adapter says it is a fallback", gpu: gpu(adapter({ info: { isFallbackAdapter: true } })), use: "cpu", reason: /software/ },
  { why: "an older browser says it on the adapter", gpu: gpu(adapter({ isFallbackAdapter: true })), use: "cpu", reason: /software/ },
  { why: "SwiftShader does not say it", gpu: gpu(adapter({ info: { architecture: "swiftshader" } })), use: "cpu", reason: /software/ },
  { why: "nor does its vendor", gpu: gpu(adapter({ info: { vendor: "google" } })), use: "cpu", reason: /software/ },
  { why: "software is fine when WebGPU is asked for", gpu: gpu(adapter({ info: { vendor: "google" } })), wanted: "webgpu", use: "webgpu", reason: /asked for/ },
  { why: "timestamp-query is missing", gpu: gpu(adapter({ features: new Set() })), wanted: "webgpu", use: "cpu", reason: /timestamp-query/ },
  { why: "a limit is too low", gpu: gpu(adapter({ limits: { ...LIMITS, maxComputeInvocationsPerWorkgroup: 128 } })), use: "cpu", reason: /maxComputeInvocationsPerWorkgroup of 128; the engine needs 256/ },
  { why: "everything is there", gpu: gpu(adapter()), use: "webgpu", reason: /found/ },
];

for (const { why, gpu, secure = true, wanted = "auto", use, reason } of CASES) {
  test(`${use}: ${why}`, async () => {
    const choice = await chooseDevice(gpu, secure, wanted);
    assert.equal(choice.use, use);
    assert.match(choice.reason, reason);
  });
}
