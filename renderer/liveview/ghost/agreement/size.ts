/** What is compared, along the long side: a millimetre a pixel in a view of both eyes. */
export const gridPx = 160;
/** What pictures are reduced to before they are handed over: twice as fine, for what is drawn smaller to be smooth. */
export const handedPx = 2 * gridPx;
