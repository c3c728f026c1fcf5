import "./worklet-scope.js";
import createModule from "@jitsi/rnnoise-wasm/dist/rnnoise-sync.js";
import { Blocks } from "./blocks.js";

/** What RNNoise takes at a time, in samples at 48 kHz. */
const BLOCK = 480;
const BYTES = 4;
/** RNNoise counts as 16-bit samples do. */
const SCALE = 32_768;

interface Rnnoise {
  readonly HEAPF32: Float32Array;
  _malloc(bytes: number): number;
  _rnnoise_create(model: number): number;
  _rnnoise_process_frame(state: number, output: number, input: number): number;
}

declare const AudioWorkletProcessor: new () => object;
declare function registerProcessor(name: string, processor: new () => object): void;

class RnnoiseProcessor extends AudioWorkletProcessor {
  private readonly rnnoise = createModule() as unknown as Rnnoise;
  private readonly state = this.rnnoise._rnnoise_create(0);
  private readonly place = this.rnnoise._malloc(BLOCK * BYTES);
  private readonly blocks = new Blocks(BLOCK, (block) => this.clean(block));

  process([input]: Float32Array[][], [output]: Float32Array[][]): boolean {
    const to = output?.[0];
    if (to) this.blocks.pass(input?.[0] ?? new Float32Array(to.length), to);
    return true;
  }

  private clean(block: Float32Array): void {
    const { rnnoise, place, state } = this;
    const start = place / BYTES;
    rnnoise.HEAPF32.set(
      block.map((sample) => sample * SCALE),
      start,
    );
    rnnoise._rnnoise_process_frame(state, place, place);
    block.set(rnnoise.HEAPF32.subarray(start, start + BLOCK).map((sample) => sample / SCALE));
  }
}

registerProcessor("rnnoise", RnnoiseProcessor);
