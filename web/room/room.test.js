import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../state.js";
import { viewed } from "../page/happy-dom.test.js";
import { roomOf } from "./room.js";
import { roomModels } from "./view.js";

const BASE = "http://127.0.0.1:8000/";
const LIST = {
  models: ["birds.onnx", "flowers/model.json", "flowers/weights.bin", "flowers/metadata.json", "put models here.txt", "nets/a.txt"],
  pictures: ["cat & dog.jpg", "trees/oak.PNG", "put pictures here.txt"],
};

test("a file is a model and a folder is one, and words beside them are none", () => {
  const { models } = roomOf(LIST, BASE);
  assert.deepEqual(models, [
    { id: "room/birds.onnx", name: "birds", files: ["birds.onnx"] },
    { id: "room/flowers", name: "flowers", files: ["flowers/model.json", "flowers/weights.bin", "flowers/metadata.json"] },
    { id: "room/nets", name: "nets", files: ["nets/a.txt"] },
  ]);
});

test("pictures are samples of a group of their own, with addresses that stand for their names", () => {
  const { pictures } = roomOf(LIST, BASE);
  assert.deepEqual(pictures.map(({ id, label, url, group }) => [id, label, url, group]), [
    ["room/cat & dog.jpg", "cat & dog", `${BASE}pictures/cat%20%26%20dog.jpg`, "room"],
    ["room/trees/oak.PNG", "oak", `${BASE}pictures/trees/oak.PNG`, "room"],
  ]);
});

test("the sheet has the models of the room, and nothing of a room where there is none", () => {
  const page = viewed(roomModels);
  page.show(INITIAL);
  assert.equal(page.text("section"), null);
  const { models } = roomOf(LIST, BASE);
  page.show({ ...INITIAL, roomModels: models, modelRef: { id: "room/flowers" } });
  assert.deepEqual([...page.root.querySelectorAll("button")].map((button) => button.getAttribute("aria-pressed")), ["false", "true", "false"]);
  page.root.querySelector("button").click();
  assert.deepEqual(page.calls, [["roomModel", models[0]]]);
});
