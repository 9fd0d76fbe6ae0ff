/** What the operator wants to see over live view. */
export type Analyses = { peaking: boolean; zebra: boolean; histogram: boolean };

/** To the worker: one frame, already reduced, and given away. */
export type AnalysisOrder = { frame: ImageBitmap; wanted: Analyses; overlayPx: number };

/** From the worker: what is to be drawn over the frame, and how bright it is where that was wanted. */
export type AnalysisResult = {
  overlay: ImageBitmap | null;
  histogram: { shares: Float32Array; over: number; under: number } | null;
};
