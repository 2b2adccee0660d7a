/** Another model in the place of the present one, for a while. */
import { REQUEST } from "./protocol.js";
import { modelSource } from "./source.js";

/** @import { Visit } from "../sightline.js"
 *  @import { Send } from "./address.js"
 *  @import { EngineClient } from "./client.js" */

/** @param {EngineClient} client @param {Send | undefined} send what asks for an address @returns {Visit} */
export function visitOf(client, send) {
  const memory = client.visit();
  return {
    loadModel: async (source, options = {}) => (await client.request({ type: REQUEST.loadModel, source: await modelSource(source, send, options) }, options, memory)).model,
    setPreprocessing: (input, options = {}) => client.request({ type: REQUEST.setPreprocessing, input }, options, memory),
    setPicture: (blob, options = {}) => client.request({ type: REQUEST.setPicture, blob }, options, memory),
    look: (blob, request = {}, options = {}) => client.request({ type: REQUEST.look, blob, request }, options, memory),
  };
}
