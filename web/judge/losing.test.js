import assert from "node:assert/strict";
import { test } from "node:test";
import { lossWords, standings, verdictWords } from "./losing.js";

const row = (higherIsBetter, ...values) => ({
  metric: { label: `${values}`, higherIsBetter }, sides: values.map((value) => (value === null ? null : { value, curve: [] })),
});

const CASES = [
  { why: "more is better, and it has the most", of: row(true, 3, 2, 1), is: ["better", "better"], says: "" },
  { why: "less is better, and it has the least", of: row(false, 1, 2, 3), is: ["better", "better"], says: "" },
  { why: "one control has more", of: row(true, 2, 3, 1), is: ["worse", "better"], says: "Loses to random weights." },
  { why: "the other one has less", of: row(false, 2, 3, 1), is: ["better", "worse"], says: "Loses to the edges of the picture." },
  { why: "both are better", of: row(false, 3, 2, 1), is: ["worse", "worse"], says: "Loses to random weights and to the edges of the picture." },
  { why: "as good as one", of: row(true, 1, 1, 0), is: ["equal", "better"], says: "No better than random weights." },
  { why: "as good as both", of: row(true, 1, 1, 1), is: ["equal", "equal"], says: "No better than random weights and the edges of the picture." },
  { why: "a difference that nobody reads is none", of: row(true, 0.50001, 0.50002, 0), is: ["equal", "better"], says: "No better than random weights." },
  { why: "worse than one and as good as the other", of: row(true, 1, 2, 1), is: ["worse", "equal"], says: "Loses to random weights, no better than the edges of the picture." },
  { why: "neither more nor less is better", of: row(null, 1, 2, 3), is: [null, null], says: "" },
  { why: "a blank map", of: row(true, null, 2, 3), is: [null, null], says: "" },
  { why: "a control without a number", of: row(true, 1, null, 2), is: [null, "worse"], says: "Loses to the edges of the picture." },
];

for (const { why, of, is: [randomCam, edgeMap], says } of CASES) {
  test(`beside the controls: ${why}`, () => {
    assert.deepEqual(standings(of), { randomCam, edgeMap });
    assert.equal(lossWords(of), says);
  });
}

test("the verdict counts the metrics that can tell, and names those in which it is no better", () => {
  const [good, bad, equal, silent] = [row(true, 3, 2, 1), row(true, 0, 2, 1), row(true, 1, 1, 0), row(null, 1, 2, 3)];
  assert.equal(verdictWords([good, bad, equal, silent]), "No better than a control in 2 of the 3 metrics that can tell: 0,2,1, 1,1,0.");
  assert.equal(verdictWords([good, good]), "Better than the controls in all 2 metrics that can tell.");
  assert.equal(verdictWords([good]), "Better than the controls in the one metric that can tell.");
  assert.equal(verdictWords([bad]), "No better than a control in the one metric that can tell: 0,2,1.");
  assert.equal(verdictWords([silent]), "");
});
