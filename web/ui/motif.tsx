/** Weft's mark: three warps and three wefts, each going over and under the other. */
export function Motif({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" strokeWidth="4" aria-hidden="true">
      <path
        stroke="var(--weft-control)"
        d="M8 2v2.5M8 11.5v9M8 27.5V30M16 2v10.5M16 19.5V30M24 2v2.5M24 11.5v9M24 27.5V30"
      />
      <path
        stroke="var(--weft-woad-fill)"
        d="M2 8h10.5M19.5 8H30M2 16h2.5M11.5 16h9M27.5 16H30M2 24h10.5M19.5 24H30"
      />
    </svg>
  );
}

const warps = [12, 28, 44, 60, 76];
const gap = 4.5;

/** The weft at `y`, over the warps of one parity and under the others. */
function weftPath(y: number, under: number): string {
  const stops = warps.filter((_, index) => index % 2 === under);
  const edges = [2, ...stops.flatMap((x) => [x - gap, x + gap]), 86];
  return Array.from({ length: edges.length / 2 }, (_, i) => `M${edges[i * 2]} ${y}H${edges[i * 2 + 1]}`).join(
    '',
  );
}

/** The warp at `x`, hidden where a weft goes over it. */
function warpPath(x: number, index: number): string {
  const over = [14, 30, 46].filter((y, row) => y !== 30 && row % 2 !== index % 2);
  const edges = [2, ...over.flatMap((y) => [y - gap, y + gap]), 58];
  return Array.from({ length: edges.length / 2 }, (_, i) => `M${x} ${edges[i * 2]}V${edges[i * 2 + 1]}`).join(
    '',
  );
}

/** Five warps by three wefts with the middle weft missing: nothing is here yet. */
export function MissingWeft() {
  return (
    <svg width="88" height="60" viewBox="0 0 88 60" fill="none" strokeWidth="4" aria-hidden="true">
      <path stroke="var(--weft-hairline)" d={warps.map(warpPath).join('')} />
      <path stroke="var(--weft-woad-fill)" opacity="0.75" d={weftPath(14, 0) + weftPath(46, 0)} />
      <path stroke="var(--weft-control)" strokeWidth="1.5" strokeDasharray="3 5" d="M2 30H86" />
    </svg>
  );
}
