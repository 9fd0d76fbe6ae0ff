/** The little of fontkit that is used; it comes without types. */
declare module 'fontkit' {
  type Path = {
    transform(xx: number, yx: number, xy: number, yy: number, x: number, y: number): Path;
    toSVG(): string;
    readonly commands: readonly {
      readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath';
      readonly args: readonly number[];
    }[];
  };
  type Box = { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number };
  type Glyph = { readonly id: number; readonly path: Path; readonly advanceWidth: number; readonly bbox: Box };
  type Position = { readonly xAdvance: number; readonly xOffset: number; readonly yOffset: number };
  type GlyphRun = {
    readonly glyphs: readonly Glyph[];
    readonly positions: readonly Position[];
    readonly advanceWidth: number;
  };
  export type Font = {
    readonly unitsPerEm: number;
    readonly bbox: Box;
    glyphForCodePoint(codePoint: number): Glyph;
    layout(
      text: string,
      features: Readonly<Record<string, boolean>>,
      script: string,
      language: undefined,
      direction: 'ltr',
    ): GlyphRun;
  };
  export function create(file: Uint8Array): Font;
}
