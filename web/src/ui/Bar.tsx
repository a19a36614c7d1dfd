import type { Stats } from '@/api/client';
import { parts } from '@/campaign/accounting';

/** The audience as one bar. The numbers stand beside it, so it is hidden from screen readers. */
export function Bar({ stats }: { stats: Stats }) {
  return (
    <div className="bar" aria-hidden>
      {parts(stats).map((part) => (
        <span
          key={part.kind}
          style={{
            width: `${stats.audience === 0 ? 0 : (100 * part.people) / stats.audience}%`,
            background: `var(--${part.kind})`,
          }}
        />
      ))}
    </div>
  );
}
