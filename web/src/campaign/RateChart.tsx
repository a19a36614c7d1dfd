import { useQuery } from '@tanstack/react-query';
import { answer, type Campaign, client } from '@/api/client';
import { complete, LINES, type Line, ratesOf, stepsOf } from '@/campaign/rates';
import { duration, rate, time } from '@/format';
import { messages } from '@/messages';

const texts = messages.campaign.chart;

const POLL_MILLIS = 2_000;
const WIDTH = 600;
const HEIGHT = 110;
const LOOKS: Record<Line, { glyph: string; color: string; dash?: string }> = {
  settled: { glyph: '→', color: 'var(--sent)' },
  delivered: { glyph: '✓', color: 'var(--delivered)', dash: '5 3' },
  failed: { glyph: '✕', color: 'var(--failed)', dash: '2 3' },
};

/** How fast the campaign has been since its first chunk, also after a reload and after its end. */
export function RateChart({ campaign }: { campaign: Campaign }) {
  const { campaign_id: id, status, started_at: started, finished_at: finished } = campaign;
  const isRunning = status === 'running';
  const { data } = useQuery({
    queryKey: ['series', id, status],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/v1/campaigns/{id}/series', { params: { path: { id } }, signal }))).data,
    enabled: started != null,
    placeholderData: (before) => (before?.campaign_id === id ? before : undefined),
    refetchInterval: isRunning ? POLL_MILLIS : false,
  });
  if (started == null) {
    return null;
  }
  // While nothing is known, the chart is empty and as high as it will be.
  const buckets = complete(data?.buckets ?? [], isRunning);
  const step = data?.step_seconds ?? 1;
  const lines = LINES.map((line) => ({ line, rates: ratesOf(buckets, line, step) }));
  const most = Math.max(0, ...lines.flatMap(({ rates }) => rates));
  const summary = buckets.length === 0 ? texts.none : texts.most(rate(most));
  return (
    <figure className="chart">
      <figcaption className="row spread">
        <span>{texts.title}</span>
        <span className="row">
          {LINES.map((line) => (
            <span key={line}>
              <span aria-hidden style={{ color: LOOKS[line].color }}>
                {LOOKS[line].glyph}
              </span>{' '}
              {texts.lines[line]}
            </span>
          ))}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        {lines.map(({ line, rates }) => (
          <polyline
            key={line}
            points={stepsOf(rates, most, WIDTH, HEIGHT)}
            fill="none"
            stroke={LOOKS[line].color}
            strokeWidth={1.5}
            strokeDasharray={LOOKS[line].dash}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <div className="row spread muted note">
        <span>{time(started)}</span>
        <span>
          {summary} {buckets.length > 0 && texts.step(duration(step))}
        </span>
        <span>{isRunning ? texts.now : time(finished)}</span>
      </div>
    </figure>
  );
}
