import { sentence } from "../error.js";

/** @import { Failure } from "../../sightline.js" */

/**
 * Tells when a device that is made from now on is lost or reports an error nobody caught. The engine makes its
 * device itself and does not hand it out, so the making is watched.
 * @param {(failure: Failure) => void} onFailure
 * @returns {() => void} stops telling: for a device that is given up on purpose
 */
export function watchDevices(onFailure) {
  const prototype = GPUAdapter.prototype;
  const requestDevice = prototype.requestDevice;
  let watching = true;
  /** @param {string} code @param {string} message */
  const tell = (code, message) => {
    if (watching) onFailure({ code, kind: "device", message: sentence(message) });
  };
  /** @this {GPUAdapter} @param {GPUDeviceDescriptor} [descriptor] */
  prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    void device.lost.then(({ message }) => tell("device-lost", `The browser lost the graphics device. ${message}`));
    device.addEventListener("uncapturederror", ({ error }) => tell("device-error", `The graphics device reported: ${error.message}`));
    return device;
  };
  return () => {
    watching = false;
    prototype.requestDevice = requestDevice;
  };
}
