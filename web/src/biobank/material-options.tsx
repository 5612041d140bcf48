import { useMaterials } from './words.ts';

/** Materials that laboratories take in, the usual first. */
const usual = [
  ...['serum', 'plasma', 'whole-blood', 'buffy-coat', 'urine', 'saliva', 'stool', 'csf', 'dna', 'rna', 'cfdna'],
  ...['dried-blood-spot', 'ffpe-block', 'tissue-slide', 'frozen-tissue', 'pbmc', 'other'],
];
const containers = [
  ...['cryotube', 'micronic-tube', 'edta-tube', 'serum-tube', 'heparin-tube', 'citrate-tube', 'paxgene-tube'],
  ...['urine-tube', 'straw', 'plate-well', 'paraffin-block', 'slide', 'card', 'bag', 'other'],
];

/** The options of a choice of material. */
export function MaterialOptions() {
  const words = useMaterials();
  return usual.map((one) => (
    <option key={one} value={one}>
      {words.type(one)}
    </option>
  ));
}

/** The options of a choice of what a specimen is kept in. */
export function ContainerOptions() {
  const words = useMaterials();
  return containers.map((one) => (
    <option key={one} value={one}>
      {words.container(one)}
    </option>
  ));
}
