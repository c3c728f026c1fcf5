import { expect, it } from "vitest";
import { Blocks } from "./blocks.js";

function through(quanta: number, quantum: number, process: (block: Float32Array) => void = () => undefined): number[] {
  const blocks = new Blocks(480, process);
  const heard: number[] = [];
  for (let start = 0; start < quanta * quantum; start += quantum) {
    const to = new Float32Array(quantum);
    blocks.pass(
      Float32Array.from({ length: quantum }, (_, index) => start + index + 1),
      to,
    );
    heard.push(...to);
  }
  return heard;
}

it.each([128, 256, 96])("gives every sample of quanta of %d out again, in order and without a gap", (quantum) => {
  const heard = through(400, quantum);
  const silent = heard.findIndex((sample) => sample !== 0);
  expect(silent).toBeLessThanOrEqual(480 + quantum);
  expect(heard.slice(silent)).toEqual(heard.slice(silent).map((_, index) => index + 1));
});

it("passes on what was made of each block", () => {
  const heard = through(100, 128, (block) => block.fill(7));
  expect(new Set(heard)).toEqual(new Set([0, 7]));
});
