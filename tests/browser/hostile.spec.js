/**
 * Hostile files, made by tests/hostile/, dropped on the page as a person drops them: each is refused in a short message or opened, within five seconds,
 * by the same engine; nothing of it is run, no other server is asked, and the model and picture from before give the same map to the last bit.
 * `HOSTILE=sample cargo xtask test --only browser -- hostile --project=cpu` tries two files of each family, `HOSTILE=all` every file, and `HOSTILE=png,jpeg`
 * those of some families; each prints a table.
 */
import { expect, test } from "@playwright/test";
import { familyOf, NAMES, SEED } from "../hostile/index.js";
import { OPEN } from "../hostile/open.js";
import { randomOf } from "../hostile/random.js";
import { HostileVisit, PATIENCE } from "./hostile-visit.js";

const HOSTILE = process.env.HOSTILE ?? "";
const IS_SAMPLE = HOSTILE === "sample";
const RUN = IS_SAMPLE ? { families: NAMES, each: 2 } : { families: HOSTILE === "all" ? NAMES : HOSTILE.split(","), each: Infinity };

const megabytes = (bytes) => Math.round(bytes / 1e6);

test("hostile files of every family are refused shortly or opened, and the earlier model explains as before", async ({ browser, baseURL }) => {
  test.skip(HOSTILE === "", "HOSTILE says which");
  if (!IS_SAMPLE) test.setTimeout(7_200_000);
  const rows = [];
  const open = [];
  const wrong = [];
  let visit = await HostileVisit.open(browser, baseURL);
  for (const name of RUN.families) {
    await test.step(name, async () => {
      const { sound, hostile } = await familyOf(name);
      // A new page, so that its engine's memory is that of this family.
      if (!IS_SAMPLE) visit = await again(visit);
      const soundMap = await visit.sound(sound);
      const row = { name, files: 0, refused: 0, accepted: 0, slowest: 0, memory: 0 };
      const tried = IS_SAMPLE ? randomOf(SEED, `sample of ${name}`).some(hostile.filter(({ title }) => !(`${name}: ${title}` in OPEN)), RUN.each) : hostile;
      for (const one of tried) {
        const title = `${name}: ${one.title}`;
        const { outcome, isRefused, memory, faults } = await visit.try(one, soundMap).catch((error) => ({ outcome: { milliseconds: Infinity, message: null }, isRefused: false, memory: 0, faults: [String(error)] }));
        if (title in OPEN) open.push(`| ${title} | ${OPEN[title]} | ${faults.join("; ") || "right now"} |`);
        else wrong.push(...faults.map((fault) => `${title}: ${fault}`));
        if (!IS_SAMPLE && faults.length > 0) console.log(`${title}: ${faults.join("; ")}`);
        row.files += 1;
        row[isRefused ? "refused" : "accepted"] += 1;
        row.slowest = Math.max(row.slowest, outcome.milliseconds);
        row.memory = Math.max(row.memory, memory);
        if (faults.length > 0 && !(await visit.isWhole().catch(() => false))) visit = await again(visit);
      }
      rows.push(row);
    });
  }
  await visit.close();

  const line = ({ name, files, refused, accepted, slowest, memory }) => `| ${name} | ${files} | ${refused} | ${accepted} | ${Math.round(slowest)} | ${megabytes(memory)} |`;
  const all = rows.reduce((sum, row) => ({ name: "all", files: sum.files + row.files, refused: sum.refused + row.refused, accepted: sum.accepted + row.accepted, slowest: Math.max(sum.slowest, row.slowest), memory: Math.max(sum.memory, row.memory) }));
  console.log(`| family | files | refused | opened | slowest, ms | most memory, MB |\n|---|---|---|---|---|---|\n${[...rows, all].map(line).join("\n")}\n`);
  if (open.length > 0) console.log(`| not right yet | what is known | what was seen |\n|---|---|---|\n${open.join("\n")}\n`);
  expect(wrong).toEqual([]);
  expect(all.files).toBeGreaterThanOrEqual(IS_SAMPLE ? 30 : 1);
  expect(PATIENCE).toBeLessThanOrEqual(5000);

  /** @param {HostileVisit} earlier */
  async function again(earlier) {
    await earlier.close();
    return HostileVisit.open(browser, baseURL);
  }
});
