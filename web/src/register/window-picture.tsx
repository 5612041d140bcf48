import { useTranslation } from 'react-i18next';
import { linearScale } from '../charts/scale.ts';
import { useWidth } from '../charts/use-width.ts';
import { inOrder, type SpecimenCondition } from './model.ts';
import { useRegister } from './register-context.ts';
import { saySpan, sayWindow } from './sentence.ts';

/** The time relations of the question, each drawn on its own axis of years. */
export function WindowPictures() {
  const { question } = useRegister();
  const [host, width] = useWidth<HTMLDivElement>();
  const windowed = question.conditions.flatMap((one) => {
    const inner = 'not' in one ? one.not : one;
    return 'field' in inner && inner.field === 'specimen' && inner.window ? [inner] : [];
  });
  return (
    <div ref={host}>
      {windowed.map((condition, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
        <WindowPicture key={at} condition={condition} width={width} />
      ))}
    </div>
  );
}

const height = 64;

function WindowPicture({ condition, width }: { condition: SpecimenCondition; width: number }) {
  const { t } = useTranslation();
  const { words } = useRegister();
  if (!condition.window) return null;
  const window = inOrder(condition.window);
  const [from, to] = [window.fromDays / 365.25, window.toDays / 365.25];
  const margin = Math.max(0.5, (Math.max(to, 0) - Math.min(from, 0)) * 0.2);
  const x = linearScale(
    [Math.min(from, 0) - margin, Math.max(to, 0) + margin],
    [8, width - 8],
    Math.max(3, width / 90),
  );
  const box = { left: x(from), width: Math.max(3, x(to) - x(from)) };
  // The words stand beside the event's line, on the side with more room.
  const [before, after] = [x(0) - box.left, box.left + box.width - x(0)];
  const crossed = before > 0 && after > 0;
  const middle = !crossed ? box.left + box.width / 2 : before > after ? box.left + before / 2 : x(0) + after / 2;
  const roomy = crossed ? Math.max(before, after) > 240 : box.width > 240;
  const zeroAtEnd = x(0) > width - 120;
  return (
    <svg width={width} height={height} role="img" aria-label={sayWindow(window, words)}>
      <rect className="f-soft" x={box.left} y={16} width={box.width} height={20} />
      <path className="s-accent" strokeWidth={2} d={`M${box.left} 12v28M${box.left + box.width} 12v28`} />
      {roomy && (
        <text className="t-accent" x={middle} y={30} textAnchor="middle">
          {t('register:windowCounts')}
        </text>
      )}
      {!roomy && (
        <text className="lab" x={Math.min(Math.max(4, box.left), width - 150)} y={9}>
          {saySpan(window, words)}
        </text>
      )}
      <path className="axis" d={`M4 44H${width - 4}`} />
      <path className="whisker" strokeWidth={2} d={`M${x(0)} 12V44`} />
      {roomy && (
        <text className="lab" x={x(0) + (zeroAtEnd ? -4 : 4)} y={9} textAnchor={zeroAtEnd ? 'end' : 'start'}>
          {t('register:windowEvent')}
        </text>
      )}
      {x.ticks.map((tick) => (
        <g key={tick}>
          <path className="axis" d={`M${x(tick)} 44v4`} />
          <text className="lab" x={x(tick)} y={60} textAnchor="middle">
            {tick === 0 ? '0' : t('register:yearsShort', { number: `${tick > 0 ? '+' : '−'}${Math.abs(tick)}` })}
          </text>
        </g>
      ))}
    </svg>
  );
}
