import assert from "node:assert/strict";
import { test } from "node:test";
import { Crew, twinsFor } from "./crew.js";

const LITE0 = 4_652_008;
const GO_ON = { signal: new AbortController().signal };

/** An engine whose answers come when `answer` is called, in its name. */
function engine(name) {
  const asked = [];
  const look = (file) => new Promise((resolve, reject) => asked.push({ file, answer: () => resolve(name), fail: (error) => reject(Object.assign(new Error("Failed."), error)) }));
  return { asked, look, closed: 0, close() { this.closed += 1; } };
}
const come = () => new Promise((resolve) => setTimeout(resolve));

test("twins are as many as cores, memory and pictures allow", () => {
  const twins = (cores, memory, pictures, parameters = LITE0) => twinsFor({ cores, memory }, { parameters, pictures });
  assert.equal(twins(2, 8, 1000), 1, "the page has a core already");
  assert.equal(twins(1, 8, 1000), 0);
  assert.equal(twins(8, 8, 1000), 6, "163 MiB each of 1 GiB");
  assert.equal(twins(8, 4, 1000), 3);
  assert.equal(twins(64, 64, 10_000), 7);
  assert.equal(twins(8, 8, 7), 0, "a twin that starts for few pictures comes too late");
  assert.equal(twins(8, 8, 24), 3);
  assert.equal(twins(8, 8, 1000, 25_557_032), 3, "ResNet-50");
  assert.equal(twins(8, 4, 1000, 304_326_632), 0, "a large vision transformer");
});

test("an engine that is free takes the next picture, a twin as soon as it is there", async () => {
  const [own, twin] = [engine("own"), engine("twin")];
  let arrive;
  const crew = new Crew(own.look, { twins: 1, start: () => new Promise((resolve) => (arrive = () => resolve(twin))) });
  const answers = ["a", "b", "c", "d"].map((file) => crew.look(file, {}, GO_ON));
  await come();
  const asked = () => [own, twin].map(({ asked }) => asked.map(({ file }) => file));
  assert.deepEqual(asked(), [["a"], []]);
  arrive();
  await come();
  assert.deepEqual(asked(), [["a"], ["b"]]);
  twin.asked[0].answer();
  await come();
  own.asked[0].answer();
  await come();
  assert.deepEqual(asked(), [["a", "d"], ["b", "c"]]);
  for (const { answer } of [own.asked[1], twin.asked[1]]) answer();
  assert.deepEqual(await Promise.all(answers), ["own", "twin", "twin", "own"]);
});

test("without twins there is one picture at a time, with them each engine has another one waiting", () => {
  const beside = (twins) => new Crew(engine("own").look, { twins, start: () => new Promise(() => {}) }).beside;
  assert.deepEqual([0, 1, 3].map(beside), [1, 4, 8]);
});

test("a twin that breaks is done without, and its picture goes to another engine", async () => {
  const [own, twin] = [engine("own"), engine("twin")];
  const crew = new Crew(own.look, { twins: 1, start: async () => twin });
  await come();
  const answers = ["a", "b", "c"].map((file) => crew.look(file, {}, GO_ON));
  await come();
  twin.asked[0].fail({ code: "engine-crashed", kind: "bug" });
  for (let at = 0; at < 3; at += 1) {
    await come();
    own.asked[at].answer();
  }
  assert.deepEqual(await Promise.all(answers), ["own", "own", "own"]);
  assert.deepEqual(own.asked.map(({ file }) => file), ["a", "c", "b"]);
  assert.equal(twin.asked.length, 1);
});

test("what is wrong with a picture is told by the engine that was asked, which stays", async () => {
  const [own, twin] = [engine("own"), engine("twin")];
  const crew = new Crew(own.look, { twins: 1, start: async () => twin });
  await come();
  void crew.look("a", {}, GO_ON);
  const answer = crew.look("broken", {}, GO_ON);
  twin.asked[0].fail({ code: "image-broken", kind: "image" });
  await assert.rejects(answer, { code: "image-broken" });
  void crew.look("b", {}, GO_ON);
  assert.deepEqual(twin.asked.map(({ file }) => file), ["broken", "b"]);
});

test("cancelled, a picture that waits is not asked about", async () => {
  const own = engine("own");
  const stop = new AbortController();
  const asks = (file, request, options) => (options.signal.throwIfAborted(), own.look(file));
  const crew = new Crew(async (...asked) => asks(...asked), { twins: 0, start: () => new Promise(() => {}) });
  const [first, second] = ["a", "b"].map((file) => crew.look(file, {}, { signal: stop.signal }));
  stop.abort(new Error("Cancelled."));
  own.asked[0].fail({ message: "Cancelled." });
  await assert.rejects(first, /Cancelled/);
  await assert.rejects(second, /Cancelled/);
  assert.equal(own.asked.length, 1);
});

test("closed, it gives every twin back, also one that comes later; one that cannot start is missed by nobody", async () => {
  const [early, late] = [engine("early"), engine("late")];
  let arrive;
  const starts = [async () => early, () => new Promise((resolve) => (arrive = () => resolve(late))), () => Promise.reject(new Error("No memory."))];
  const crew = new Crew(engine("own").look, { twins: 3, start: () => starts.shift()() });
  await come();
  crew.close();
  arrive();
  await come();
  assert.deepEqual([early.closed, late.closed], [1, 1]);
});
