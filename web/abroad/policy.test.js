import assert from "node:assert/strict";
import { test } from "node:test";
import { fragmentOf, originIn, policyFor } from "./policy.js";

test("a frame may ask the server that it is for, and those that this one sends on to", () => {
  assert.equal(policyFor("https://models.example"), "connect-src https://models.example");
  assert.equal(policyFor("https://huggingface.co"), "connect-src https://huggingface.co https://*.huggingface.co https://*.hf.co");
  assert.equal(policyFor("https://huggingface.co.models.example"), "connect-src https://huggingface.co.models.example");
});

test("the frame's address says which server, and nothing can be added to the policy there", () => {
  for (const origin of ["https://models.example", "https://models.example:8443", "http://127.0.0.1:8000"]) assert.equal(originIn(fragmentOf(origin)), origin);
  assert.equal(originIn(fragmentOf("https://models.example/a?b#c")), "https://models.example");
  for (const text of ["https://models.example *", "https://models.example; connect-src *", "*", ""]) {
    const found = (() => {
      try {
        return originIn(fragmentOf(text));
      } catch {
        return "refused";
      }
    })();
    assert.ok(found === "refused" || !/[\s;*]/.test(found), `${text}: ${found}`);
  }
});
