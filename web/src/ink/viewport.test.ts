import { expect, it } from "vitest";
import { MAX_ZOOM, Viewport, WHOLE } from "./viewport.js";

const screens = [
  { width: 360, height: 400 },
  { width: 3840, height: 2000 },
];

it.each(screens)("the whole board fits at first, in the middle of $width x $height", (screen) => {
  const view = new Viewport({ width: 16_000, height: 10_000 }, screen);
  view.show(WHOLE);
  const corner = view.toScreen({ x: 0, y: 0 });
  const end = view.toScreen({ x: 16_000, y: 10_000 });
  expect(Math.min(corner.x, corner.y)).toBeGreaterThanOrEqual(-0.001);
  expect(corner.x).toBeCloseTo(screen.width - end.x);
  expect(corner.y).toBeCloseTo(screen.height - end.y);
});

it("what is under the fingers stays there while they zoom", () => {
  const view = new Viewport({ width: 1000, height: 1000 }, { width: 500, height: 500 });
  const at = { x: 100, y: 400 };
  view.zoomBy(3);
  const before = view.toContent(at);
  view.zoomBy(1.5, at);
  expect(view.toContent(at).x).toBeCloseTo(before.x);
  expect(view.toContent(at).y).toBeCloseTo(before.y);
});

it("nobody gets lost beside the content or in its grain", () => {
  const view = new Viewport({ width: 1000, height: 1000 }, { width: 500, height: 500 });
  view.zoomBy(1000);
  expect(view.look.zoom).toBe(MAX_ZOOM);
  view.pan(1e9, -1e9);
  expect(view.toContent({ x: 0, y: 0 }).x).toBeCloseTo(0);
  expect(view.toContent({ x: 500, y: 500 }).y).toBeCloseTo(1000);
  view.zoomBy(0.0001);
  expect(view.look).toEqual(WHOLE);
});

it("two screens of different shapes have the same middle", () => {
  const [phone, laptop] = screens.map((screen) => new Viewport({ width: 16_000, height: 10_000 }, screen));
  laptop?.zoomBy(4);
  laptop?.pan(-300, 100);
  if (!phone || !laptop) throw new Error("two screens");
  phone.show(laptop.look);
  const middle = phone.toContent({ x: 180, y: 200 });
  const theirs = laptop.toContent({ x: 1920, y: 1000 });
  expect(middle.x).toBeCloseTo(theirs.x);
  expect(middle.y).toBeCloseTo(theirs.y);
});
