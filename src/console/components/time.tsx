const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** An instant in the viewer's time zone; the tooltip is exact, and names the zone. */
export function Time({ at }: { readonly at: string }) {
  const date = new Date(at);
  return (
    <time dateTime={at} style={{ whiteSpace: 'nowrap' }} title={exact.format(date)}>
      {full.format(date)}
    </time>
  );
}
