import assert from "node:assert/strict";
import { test } from "node:test";
import { viewed } from "../page/happy-dom.test.js";
import { INITIAL } from "../state.js";
import { networkGuess } from "./guess.js";

const NETWORK = { chosen: "resnet18", choices: ["resnet18", "resnetblur18"], guessed: true };
const page = viewed(networkGuess);
const state = (network, modelRef) => ({ ...INITIAL, model: { network }, modelRef });

test("a network that was guessed is called a guess, and one press leads to the others", () => {
  page.show(state(NETWORK, { sha256: "00", name: "net.pth" }));
  assert.match(page.text("p"), /^Network guessed: resnet18\./);
  page.root.querySelector("button").click();
  assert.deepEqual(page.calls, [["openSheet", "model"]]);
});

test("a network that is known or was chosen is not called a guess", () => {
  for (const [network, ref] of [[null, null], [{ ...NETWORK, guessed: false }, null], [NETWORK, { id: "resnet18.a1_in1k" }]]) {
    page.show(state(network, ref));
    assert.equal(page.root.querySelector("p"), null);
  }
});
