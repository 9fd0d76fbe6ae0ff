/** In the desktop shell main opens the window itself, on the patient's screen; the page gets no hold of it anywhere. */
export function openDisplay(): void {
  window.open('fixation', '_blank', 'popup,noopener,width=960,height=600');
}
