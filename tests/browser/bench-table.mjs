/** Milliseconds as tables in Markdown. */

export const NOTHING = "–";

/** @param {number[]} list at least one */
export function summary(list) {
  const sorted = list.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1), n: sorted.length };
}

/** `12.3 (11.9 to 12.8)`, or a dash. */
export function cell(times) {
  if (!times) return NOTHING;
  const { median, min, max } = times;
  return `${show(median)} (${show(min)} to ${show(max)})`;
}

/** The first median over the second, with two digits. */
export function ratio(times, other) {
  if (!times || !other) return NOTHING;
  const value = times.median / other.median;
  return `${value < 9.95 ? Number(value.toPrecision(2)) : Math.round(value)}×`;
}

/** @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** `cpu`, or `webgpu (software)`. */
export const deviceName = ({ backend, software }) => (software ? `${backend} (software)` : backend);

/** One row per model and device, one column per step. */
export function stepsTable(steps, rows) {
  const head = ["model", "device", "n", ...steps.map(({ label }) => label)];
  const cells = (row) => [row.model, deviceName(row), row.repetitions, ...steps.map(({ id }) => cell(row.milliseconds[id]))];
  return table(head, rows.map(cells));
}

/**
 * One row per method. `devices` are `{ backend, software }`; `threads` are the Python library's numbers of threads, empty
 * without it. A row is `{ method, devices: { [backend]: { first, again } }, peer: { library, threads: { [n]: times } } }`,
 * with null for a missing time.
 */
export function methodsTable({ devices, threads, rows }) {
  const peerName = (count) => `pytorch, ${count} ${count === 1 ? "thread" : "threads"}`;
  const head = [
    "method",
    ...devices.flatMap((device) => [deviceName(device), `again, ${deviceName(device)}`]),
    ...(threads.length === 0 ? ["pytorch"] : threads.map(peerName)),
    ...(threads.length === 0 ? ["cpu ÷ pytorch"] : threads.map((count) => `cpu ÷ ${peerName(count)}`)),
  ];
  const cells = ({ method, devices: ours, peer }) => {
    const by = peer?.library === "captum" ? " captum" : "";
    const theirs = threads.length === 0 ? [null] : threads.map((count) => peer?.threads[count]);
    return [
      `\`${method}\``,
      ...devices.flatMap(({ backend }) => [cell(ours[backend]?.first), cell(ours[backend]?.again)]),
      ...theirs.map((times) => (times ? `${cell(times)}${by}` : NOTHING)),
      ...theirs.map((times) => ratio(ours.cpu?.first, times)),
    ];
  };
  return table(head, rows.map(cells));
}

function show(value) {
  return value.toFixed(value < 100 ? 1 : 0);
}
