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

test("the engine that has least to do is asked next, the own one before twins that are not there yet", async () => {
  const [own, twin] = [engine("own"), engine("twin")];
  const crew = new Crew(own.look, { twins: 1, start: async () => twin });
  const answers = [crew.look("a", {}, GO_ON)];
  await come();
  answers.push(crew.look("b", {}, GO_ON), crew.look("c", {}, GO_ON));
  assert.deepEqual([own, twin].map(({ asked }) => asked.map(({ file }) => file)), [["a", "c"], ["b"]]);
  twin.asked[0].answer();
  await answers[1];
  answers.push(crew.look("d", {}, GO_ON));
  assert.deepEqual(twin.asked.map(({ file }) => file), ["b", "d"]);
  for (const { answer } of [...own.asked, ...twin.asked]) answer();
  assert.deepEqual(await Promise.all(answers), ["own", "twin", "own", "twin"]);
});

test("without twins there is one picture at a time, with them each engine has another one waiting", () => {
  const beside = (twins) => new Crew(engine("own").look, { twins, start: () => new Promise(() => {}) }).beside;
  assert.deepEqual([0, 1, 3].map(beside), [1, 4, 8]);
});

test("a twin that breaks is done without, and its picture is asked of the own engine", async () => {
  const [own, twin] = [engine("own"), engine("twin")];
  const crew = new Crew(own.look, { twins: 1, start: async () => twin });
  await come();
  const answers = [crew.look("a", {}, GO_ON), crew.look("b", {}, GO_ON)];
  twin.asked[0].fail({ code: "engine-crashed", kind: "bug" });
  await come();
  answers.push(crew.look("c", {}, GO_ON));
  assert.deepEqual(own.asked.map(({ file }) => file), ["a", "b", "c"]);
  for (const { answer } of own.asked) answer();
  assert.deepEqual(await Promise.all(answers), ["own", "own", "own"]);
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
