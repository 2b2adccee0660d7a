// What Sightline uses of lean-qr. Its own declarations are of a module called "lean-qr".

export declare const correction: { readonly L: number; readonly M: number; readonly Q: number; readonly H: number };

/** The modules of a QR code, without the quiet zone. */
export interface Bitmap {
  readonly size: number;
  get(x: number, y: number): boolean;
}

/** Throws an Error with `code` 4 if the text does not fit. */
export declare function generate(
  text: string,
  options?: { minCorrectionLevel?: number; maxCorrectionLevel?: number; minVersion?: number; maxVersion?: number },
): Bitmap;
