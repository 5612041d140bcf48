import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWidth } from '../../charts/use-width.ts';
import { Mark } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { type AuditEntry, headQuery, proofQuery } from './audit-api.ts';
import { checkInclusion, type InclusionProof, type ProofStep } from './merkle.ts';

const short = (hash: string) => `${hash.slice(0, 8)}…`;

interface DrawnProof {
  proof: InclusionProof;
  steps: ProofStep[];
  holds: boolean;
}

/** The way from the entry, at the bottom, to the root: at each step the neighbour that joins from its side. */
function ProofDrawing({ drawn, width, label }: { drawn: DrawnProof; width: number; label: string }) {
  const { t } = useTranslation();
  const { proof, steps } = drawn;
  const row = 52;
  const box = Math.min(112, (width - 24) / 3);
  const height = (steps.length + 1) * row + 44;
  const middle = width / 2;
  const y = (step: number) => height - 46 - step * row;
  const node = (x: number, top: number, hash: string, tone: string, key: string) => (
    <g key={key}>
      <rect x={x - box / 2} y={top} width={box} height={26} rx={3} className={tone} />
      <text x={x} y={top + 17} textAnchor="middle" className="val">
        {short(hash)}
      </text>
    </g>
  );
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {steps.map((step, at) => {
        const side = step.side === 'left' ? middle - box - 12 : middle + box + 12;
        return (
          <g key={step.result}>
            <path className="axis" d={`M${middle} ${y(at)}V${y(at + 1) + 26}`} />
            <path className="axis dash" d={`M${side} ${y(at)}V${y(at) - 12}H${middle}`} />
            {node(side, y(at), step.sibling, 'f-soft', 'sibling')}
          </g>
        );
      })}
      {node(middle, y(0), proof.leafHash, 'proof-node', 'leaf')}
      {steps.map((step, at) =>
        node(middle, y(at + 1), step.result, at === steps.length - 1 ? 'proof-root' : 'proof-node', step.result),
      )}
      <text x={middle} y={height - 4} textAnchor="middle" className="lab">
        {t('audit:thisEntry')}
      </text>
      <text x={middle} y={y(steps.length) - 8} textAnchor="middle" className="lab">
        {t('audit:rootOf')}
      </text>
    </svg>
  );
}

/** The proof that an entry stands in the log, computed again by this browser and drawn. */
export function ProofPanel({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [host, width] = useWidth<HTMLDivElement>();
  const { data: head } = useQuery(headQuery);
  const proof = useQuery({ ...proofQuery(entry.id), enabled: entry.leaf !== null });
  const walked = useQuery({
    queryKey: ['audit', 'walk', entry.id, proof.data?.root],
    queryFn: () => checkInclusion(proof.data!),
    enabled: proof.data !== undefined,
  });
  const drawn = proof.data && walked.data ? { proof: proof.data, ...walked.data, holds: walked.data.holds } : null;
  const signed = head && proof.data && head.size === proof.data.size && head.root === proof.data.root;
  return (
    <Panel
      title={t('audit:proof')}
      note={drawn && t('audit:proofNote', { leaf: format.int(drawn.proof.leaf), size: format.int(drawn.proof.size) })}
      foot={t('audit:proofFoot')}
    >
      <div className="body stack" ref={host}>
        {entry.leaf === null ? (
          <Empty why={t('audit:pendingWhy')} />
        ) : proof.error ? (
          <ProblemView error={proof.error} />
        ) : !drawn ? (
          <SkeletonRows rows={6} />
        ) : (
          <>
            <p>
              <Mark tone={drawn.holds ? 'pass' : 'fail'} icon={drawn.holds ? 'pass' : 'fail'}>
                {t(drawn.holds ? 'audit:holds' : 'audit:holdsNot')}
              </Mark>
            </p>
            <ProofDrawing
              drawn={drawn}
              width={Math.min(width - 32, 560)}
              label={t('audit:proofLabel', { steps: format.int(drawn.steps.length) })}
            />
            <dl className="dl">
              <dt>{t('audit:leafHash')}</dt>
              <dd className="hash">{drawn.proof.leafHash}</dd>
              {drawn.steps.map((step, at) => [
                <dt key={`${step.result}-t`}>
                  {t(step.side === 'left' ? 'audit:joinLeft' : 'audit:joinRight', { step: format.int(at + 1) })}
                </dt>,
                <dd key={`${step.result}-d`} className="hash">
                  {step.sibling}
                </dd>,
              ])}
              <dt>{t('audit:root')}</dt>
              <dd className="hash">{drawn.proof.root}</dd>
              <dt>{t('audit:signature')}</dt>
              <dd className="hash">{signed ? (head.signature ?? '–') : t('audit:laterHead')}</dd>
            </dl>
          </>
        )}
      </div>
    </Panel>
  );
}
