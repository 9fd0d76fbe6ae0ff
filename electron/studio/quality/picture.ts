/** A picture as checks see it: small, linear enough to count on, without its metadata. */
export type ReducedPicture = {
  /** Of the original, as the sensor delivered it. */
  originalWidthPx: number;
  originalHeightPx: number;
  /** How it stands once turned as the camera says it was held. */
  upright: 'landscape' | 'portrait' | 'square';
  /** Of what follows: the long side is 1600 pixels, or less where the original has less. */
  widthPx: number;
  heightPx: number;
  /** Interleaved 8-bit sRGB. */
  rgb: Uint8Array;
  /** Luma 0–255, one value per pixel. */
  luma: Float32Array;
};

/** Adds the luma (Rec. 709 weights on the encoded values), which every check reads. */
export function reducedPicture(rgb: Uint8Array, size: Omit<ReducedPicture, 'rgb' | 'luma'>): ReducedPicture {
  const luma = new Float32Array(size.widthPx * size.heightPx);
  for (let i = 0; i < luma.length; i++) {
    const at = i * 3;
    luma[i] = 0.2126 * (rgb[at] as number) + 0.7152 * (rgb[at + 1] as number) + 0.0722 * (rgb[at + 2] as number);
  }
  return { ...size, rgb, luma };
}
