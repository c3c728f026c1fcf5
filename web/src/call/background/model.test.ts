import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const FOLDER = new URL("./model/", import.meta.url);

test("the model is the one that its papers name", () => {
  const bytes = readFileSync(new URL("selfie_segmentation_landscape.tflite", FOLDER));
  const digest = createHash("sha256").update(bytes).digest("hex");
  expect(readFileSync(new URL("README.md", FOLDER), "utf8")).toContain(`\`${digest}\``);
  expect(readFileSync(new URL("LICENSE", FOLDER), "utf8")).toContain("Apache License");
});
