import type { Background } from "../devices/treated.js";

type Surface = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
export type Scene = Extract<Background, "dawn" | "paper" | "forest">;

const SCENES: readonly Scene[] = ["dawn", "paper", "forest"];

export function isScene(background: Background): background is Scene {
  return (SCENES as readonly Background[]).includes(background);
}

/** Draws one of our calm backgrounds over `width` by `height`. */
export function drawScene(surface: Surface, scene: Scene, width: number, height: number): void {
  DRAWERS[scene](surface, width, height);
}

const DRAWERS: Readonly<Record<Scene, (surface: Surface, width: number, height: number) => void>> = {
  dawn(surface, width, height) {
    fill(surface, width, height, ["#f3e3d3", "#dfe3e4", "#b9ccd2"]);
    disc(surface, width * 0.74, height * 0.34, height * 0.16, "rgb(255 244 226 / 85%)");
    hills(surface, width, height, 0.66, 0.05, 1.3, "#a3bcc0");
    hills(surface, width, height, 0.76, 0.04, 2.1, "#86a5a6");
    hills(surface, width, height, 0.88, 0.03, 3.4, "#6a8d8b");
  },
  paper(surface, width, height) {
    fill(surface, width, height, ["#e9e6df", "#d9d5cb"]);
    disc(surface, width * 0.12, height * 0.95, height * 0.75, "rgb(255 255 255 / 28%)");
    disc(surface, width * 0.95, height * 0.05, height * 0.6, "rgb(190 182 166 / 32%)");
    disc(surface, width * 0.88, height * 0.9, height * 0.28, "rgb(255 255 255 / 22%)");
  },
  forest(surface, width, height) {
    fill(surface, width, height, ["#d7e4da", "#a9c3b0"]);
    trees(surface, width, height, 0.72, 17, 0.34, "#8bac95");
    trees(surface, width, height, 0.86, 11, 0.46, "#6a9078");
    trees(surface, width, height, 1.02, 7, 0.56, "#49705a");
  },
};

function fill(surface: Surface, width: number, height: number, colours: readonly string[]): void {
  const gradient = surface.createLinearGradient(0, 0, 0, height);
  colours.forEach((colour, index) => gradient.addColorStop(index / (colours.length - 1), colour));
  surface.fillStyle = gradient;
  surface.fillRect(0, 0, width, height);
}

function disc(surface: Surface, x: number, y: number, radius: number, colour: string): void {
  surface.fillStyle = colour;
  surface.beginPath();
  surface.arc(x, y, radius, 0, Math.PI * 2);
  surface.fill();
}

function hills(
  surface: Surface,
  width: number,
  height: number,
  at: number,
  swing: number,
  waves: number,
  colour: string,
): void {
  surface.fillStyle = colour;
  surface.beginPath();
  surface.moveTo(0, height);
  for (let step = 0; step <= 60; step++) {
    const along = step / 60;
    const rise = Math.sin(along * Math.PI * waves + waves) + 0.4 * Math.sin(along * Math.PI * waves * 2.7);
    surface.lineTo(along * width, height * (at - swing * rise));
  }
  surface.lineTo(width, height);
  surface.fill();
}

function trees(
  surface: Surface,
  width: number,
  height: number,
  foot: number,
  count: number,
  tall: number,
  colour: string,
): void {
  surface.fillStyle = colour;
  for (let tree = 0; tree < count; tree++) {
    const x = ((tree + 0.5) / count) * width;
    const top = height * (foot - tall * (0.72 + 0.28 * Math.sin(tree * 2.4 + count)));
    const half = (width / count) * 0.62;
    surface.beginPath();
    surface.moveTo(x, top);
    surface.lineTo(x + half, height * foot);
    surface.lineTo(x - half, height * foot);
    surface.fill();
  }
  surface.fillRect(0, height * foot - 1, width, height);
}
