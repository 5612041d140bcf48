import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reference, RegionAllele } from '../../api/answers.ts';
import { genesQuery } from '../../api/queries.ts';
import { useWidth } from '../../charts/use-width.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { download, svgText } from '../../components/take-away.ts';
import { parseRegion, type Region1, regionLength, regionText } from '../../genetics/region.ts';
import { FrequencyTrack } from './frequency-track.tsx';
import { browserConfig, clickedFeature } from './igv-tracks.ts';

interface IgvBrowser {
  search(locus: string): Promise<unknown>;
  on(event: 'locuschange', handler: (frames: unknown) => void): void;
  on(event: 'trackclick', handler: (track: unknown, data: { name?: string; value?: unknown }[]) => unknown): void;
  toSVG(): string;
  currentLoci(): string | string[];
}

interface IgvModule {
  createBrowser(host: HTMLElement, config: unknown): Promise<IgvBrowser>;
  removeBrowser(browser: IgvBrowser): void;
}

interface RegionBrowserProps {
  reference: Reference;
  region: Region1;
  rows: RegionAllele[];
  onMove(region: string): void;
}

/** True when the server has the sequence of a reference, which igv needs. */
export function hasSequence(reference: Reference): boolean {
  if (reference.fasta !== undefined && reference.fasta !== null)
    return reference.fasta !== false && reference.fasta !== '';
  return reference.checked;
}

/** Whether the server holds the sequence bgzipped: its first two bytes say so. */
async function isZipped(name: string): Promise<boolean> {
  const answer = await fetch(`/api/references/${encodeURIComponent(name)}/fasta`, { headers: { range: 'bytes=0-1' } });
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return first?.value?.[0] === 0x1f && first.value[1] === 0x8b;
}

/** Whether a region is no longer than its contig: while igv is being resized, it may say absurd ones. */
function fits(reference: Reference, region: Region1): boolean {
  const contigs = Array.isArray(reference.contigs) ? reference.contigs : [];
  const length = contigs.find((one) => one.name === region.chrom)?.length;
  return !length || regionLength(region) <= length;
}

/**
 * igv draws black on white whatever the page; it resets the colours it would inherit, so they are said inside it, and so is its one
 * sentence, in the reader's language.
 */
function dress(host: HTMLElement, closer: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.igv-container { color: #1b1b1b; color-scheme: only light; }
    .igv-track-label { pointer-events: none; }
    .igv-zoom-in-notice-container > div { font-size: 0; }
    .igv-zoom-in-notice-container > div::after { content: ${JSON.stringify(closer)}; font-size: 14px; }`);
  host.shadowRoot?.adoptedStyleSheets.push(sheet);
}

/** Tracks over the region: igv where the sequence is known, else a track of our own and the reason. */
export function RegionBrowser(props: RegionBrowserProps) {
  const [broken, setBroken] = useState(false);
  if (!hasSequence(props.reference) || broken) return <OwnTrack {...props} broken={broken} />;
  return <IgvPanel {...props} onBroken={() => setBroken(true)} />;
}

function IgvPanel({ reference, region, onMove, onBroken }: RegionBrowserProps & { onBroken(): void }) {
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const browser = useRef<IgvBrowser | null>(null);
  const [ready, setReady] = useState(false);
  const [drawing, setDrawing] = useState(false);
  const locus = regionText(region);
  const shown = useRef(locus);
  const move = useRef(onMove);
  move.current = onMove;
  const broke = useRef(onBroken);
  broke.current = onBroken;

  // biome-ignore lint/correctness/useExhaustiveDependencies: igv is made once for a reference and then moved
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let gone = false;
    let made: { igv: IgvModule; browser: IgvBrowser } | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = async () => {
      const igv = ((await import('igv')) as unknown as { default: IgvModule }).default;
      const words = {
        frequency: t('region:frequencyTrack'),
        alleles: t('region:alleleTrack'),
        genes: t('region:genesTrack'),
      };
      const config = browserConfig(reference.name, await isZipped(reference.name), locus, words);
      if (gone) return;
      setDrawing(true);
      const created = await igv.createBrowser(element, config);
      made = { igv, browser: created };
      dress(element, t('region:igvCloser'));
      created.on('trackclick', (_track, data) => clickedFeature(data));
      if (gone) return igv.removeBrowser(created);
      browser.current = created;
      setReady(true);
      created.on('locuschange', () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          const loci = created.currentLoci();
          const now = parseRegion(String(Array.isArray(loci) ? loci[0] : loci));
          if (gone || !now || !fits(reference, now) || regionText(now) === shown.current) return;
          shown.current = regionText(now);
          move.current(shown.current);
        }, 700);
      });
    };
    // igv's menu of the right button is English, and all it does the page does.
    const noMenu = (event: Event) => event.stopImmediatePropagation();
    element.addEventListener('contextmenu', noMenu, { capture: true });
    start().catch(() => {
      if (!gone) broke.current();
    });
    return () => {
      gone = true;
      clearTimeout(timer);
      element.removeEventListener('contextmenu', noMenu, { capture: true });
      browser.current = null;
      if (made) made.igv.removeBrowser(made.browser);
      element.replaceChildren();
    };
  }, [reference.name]);

  useEffect(() => {
    if (!ready || locus === shown.current) return;
    shown.current = locus;
    void browser.current?.search(locus);
  }, [locus, ready]);

  const save = () => {
    const svg = browser.current?.toSVG();
    if (svg) download(`${reference.name}-${locus.replace(':', '-')}.svg`, svg, 'image/svg+xml');
  };
  return (
    <Panel
      title={t('region:browser')}
      note={t('region:browserNote')}
      tools={
        <button type="button" className="link" onClick={save} disabled={!ready}>
          SVG
        </button>
      }
      foot={t('region:browserFoot')}
    >
      {!drawing && (
        <div className="body">
          <span className="bone" style={{ height: 200 }} />
        </div>
      )}
      <div ref={host} className="igv-host" />
    </Panel>
  );
}

function OwnTrack({ reference, region, rows, broken }: RegionBrowserProps & { broken: boolean }) {
  const { t } = useTranslation();
  const [host, width] = useWidth<HTMLDivElement>();
  const genes = useQuery(genesQuery(reference.name, regionText(region)));
  const save = () => {
    const svg = host.current?.querySelector('svg');
    if (svg) download(`${reference.name}-${regionText(region).replace(':', '-')}.svg`, svgText(svg), 'image/svg+xml');
  };
  return (
    <Panel
      title={t('region:track')}
      note={t('region:trackNote')}
      tools={
        <button type="button" className="link" onClick={save}>
          SVG
        </button>
      }
      foot={t('region:trackFoot')}
    >
      <div className="body stack">
        <div className="alert info">
          <Icon name="info" />
          <div>{broken ? t('region:igvBroken') : t('region:noSequence', { name: reference.name })}</div>
        </div>
        <div ref={host} className="drawn">
          <FrequencyTrack
            width={width}
            region={region}
            rows={rows}
            reference={reference.name}
            genes={genes.data ?? []}
          />
        </div>
      </div>
    </Panel>
  );
}
