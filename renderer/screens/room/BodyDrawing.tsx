/** A body turned to portrait, seen from behind, with the end up that has the grip or the other. */
export function BodyDrawing({ grip }: { grip: 'up' | 'down' }) {
  return (
    <svg className="body-drawing" viewBox="-20 -26 40 52" aria-hidden="true">
      <g transform={`rotate(${grip === 'up' ? -90 : 90})`}>
        <path d="M-22 -11H-8L-4 -16H6L10 -11H22V13H-22z" />
        <rect className="body-screen" x="-15" y="-6" width="22" height="14" rx="1" />
        <path className="body-grip" d="M11 -11H22V13H11z" />
        <circle className="body-button" cx="16.500" cy="-11" r="2.600" />
      </g>
    </svg>
  );
}
