import { type CompiledModel, Environment, loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import glueUrl from "@litertjs/core/wasm/litert_wasm_compat_internal.js?url";
import wasmUrl from "@litertjs/core/wasm/litert_wasm_compat_internal.wasm?url";
import { scriptUrl } from "../../lib/script-url.js";
import { HEIGHT, toInput, WIDTH } from "./mask.js";

const MODEL = new URL("./model/selfie_segmentation_landscape.tflite", import.meta.url).href;

interface Scope {
  importScripts(...urls: string[]): void;
  Module?: { locateFile(name: string): string; print(line: string): void; printErr(line: string): void };
}

/** Tells people from rooms, on the processor alone.  Lives in a worker. */
export class Segmenter {
  readonly #model: CompiledModel;
  readonly #input = new Float32Array(WIDTH * HEIGHT * 3);

  private constructor(model: CompiledModel) {
    this.#model = model;
  }

  static async load(): Promise<Segmenter> {
    const scope = globalThis as unknown as Scope;
    // The library loads its script by a plain string, which Trusted Types refuse; only our own files get through.
    const load = scope.importScripts.bind(globalThis);
    scope.importScripts = (...urls) => load(...urls.map(scriptUrl));
    const silent = (): void => undefined;
    scope.Module = { locateFile: () => wasmUrl, print: silent, printErr: silent };
    // The library would look for a graphics processor first, which this model has no use for.
    Environment.create = async () => new Environment({ webGpuDevice: null });
    await loadLiteRt(glueUrl);
    return new Segmenter(await loadAndCompile(MODEL, { accelerator: "wasm" }));
  }

  /** For RGBA bytes of `WIDTH` by `HEIGHT` pixels: how surely each pixel is a person, 0..1. */
  async segment(rgba: Uint8ClampedArray): Promise<Float32Array> {
    toInput(rgba, this.#input);
    const input = new Tensor(this.#input, [1, HEIGHT, WIDTH, 3]);
    try {
      const [output] = await this.#model.run([input]);
      if (!output) throw new Error("the model gave no answer");
      const answer = (await output.data()) as Float32Array;
      output.delete();
      return answer;
    } finally {
      input.delete();
    }
  }
}
