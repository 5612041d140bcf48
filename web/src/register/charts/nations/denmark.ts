import type { NationMap } from './nation-map.ts';

/**
 * Denmark drawn by us: a municipality a tile, about where it lies beside its neighbours, with water where there is water.
 * Densely settled land takes more room than it has, empty land less.
 */
export const denmark: NationMap = {
  grid: `
    .   .   .   .   HJØ FHV .   .   .   .   .   .   .   .   .   .   .   .   .
    .   .   .   .   BRS .   .   LÆS .   .   .   .   .   .   .   .   .   .   .
    .   .   THI JAM AAL .   .   .   .   .   .   .   .   .   .   .   .   .   .
    .   .   MOR VES REB MAR .   .   .   .   .   .   .   .   .   .   .   .   .
    LEM STR SKI VIB RAN NDJ .   .   .   .   .   .   .   GRI HEL .   .   .   .
    .   HOL HRN SIL FAV SDJ .   .   .   .   .   .   HAL HIL FDB HØR .   .   .
    .   RSK IKA SKA AAR .   .   .   .   .   .   .   FSD ALL FUR RUD LYN .   .
    .   VAR BIL HRS ODD .   SAM .   .   .   .   ODS .   EGE BAL HLV GLA GEN .
    FAN ESB VEN VEL HED .   .   .   .   .   KAL HBK LEJ ROS GLO RØD FRB KBH .
    .   .   .   KOL FRC .   .   NFY .   .   SLA SOR RIN HØJ ALB BRB HVI TÅR .
    .   .   TØN HAD .   .   MID ODE KER .   .   NÆS KØG SOL GRE ISH VAL .   DRA
    .   .   .   AAB .   .   ASS FMF NYB .   .   VOR FAX STE .   .   .   .   .
    .   .   .   .   SØN .   .   SVE .   .   .   .   .   .   .   .   .   .   BOR
    .   .   .   .   .   .   ÆRØ .   LAN .   LOL GUL .   .   .   .   .   .   .
  `,
  regions: [
    { key: 'N', names: ['Nordjylland', '1081'] },
    { key: 'M', names: ['Midtjylland', '1082'] },
    { key: 'D', names: ['Syddanmark', '1083'] },
    { key: 'H', names: ['Hovedstaden', '1084'] },
    { key: 'S', names: ['Sjælland', '1085'] },
    // From 2027 the two in the east are one.
    { key: 'HS', names: ['Østdanmark'], of: ['H', 'S'] },
  ],
  places: `
    N: HJØ 860 Hjørring, FHV 813 Frederikshavn, BRS 810 Brønderslev, LÆS 825 Læsø, THI 787 Thisted, JAM 849 Jammerbugt,
       AAL 851 Aalborg, MOR 773 Morsø, VES 820 Vesthimmerland, REB 840 Rebild, MAR 846 Mariagerfjord
    M: LEM 665 Lemvig, STR 671 Struer, SKI 779 Skive, VIB 791 Viborg, RAN 730 Randers, NDJ 707 Norddjurs, HOL 661 Holstebro,
       HRN 657 Herning, SIL 740 Silkeborg, FAV 710 Favrskov, SDJ 706 Syddjurs, RSK 760 Ringkøbing-Skjern, IKA 756 Ikast-Brande,
       SKA 746 Skanderborg, AAR 751 Aarhus, HRS 615 Horsens, ODD 727 Odder, SAM 741 Samsø, HED 766 Hedensted
    D: VAR 573 Varde, BIL 530 Billund, FAN 563 Fanø, ESB 561 Esbjerg, VEN 575 Vejen, VEL 630 Vejle, KOL 621 Kolding,
       FRC 607 Fredericia, TØN 550 Tønder, HAD 510 Haderslev, AAB 580 Aabenraa, SØN 540 Sønderborg, NFY 480 Nordfyn,
       MID 410 Middelfart, ODE 461 Odense, KER 440 Kerteminde, ASS 420 Assens, FMF 430 Faaborg-Midtfyn, NYB 450 Nyborg,
       SVE 479 Svendborg, ÆRØ 492 Ærø, LAN 482 Langeland
    S: ODS 306 Odsherred, KAL 326 Kalundborg, HBK 316 Holbæk, LEJ 350 Lejre, ROS 265 Roskilde, SLA 330 Slagelse, SOR 340 Sorø,
       RIN 329 Ringsted, NÆS 370 Næstved, KØG 259 Køge, SOL 269 Solrød, GRE 253 Greve, VOR 390 Vordingborg, FAX 320 Faxe,
       STE 336 Stevns, LOL 360 Lolland, GUL 376 Guldborgsund
    H: GRI 270 Gribskov, HEL 217 Helsingør, HAL 260 Halsnæs, HIL 219 Hillerød, FDB 210 Fredensborg, HØR 223 Hørsholm,
       FSD 250 Frederikssund, ALL 201 Allerød, FUR 190 Furesø, RUD 230 Rudersdal, LYN 173 Lyngby-Taarbæk, EGE 240 Egedal,
       BAL 151 Ballerup, HLV 163 Herlev, GLA 159 Gladsaxe, GEN 157 Gentofte, GLO 161 Glostrup, RØD 175 Rødovre,
       FRB 147 Frederiksberg, KBH 101 København, HØJ 169 Høje-Taastrup, ALB 165 Albertslund, BRB 153 Brøndby, HVI 167 Hvidovre,
       TÅR 185 Tårnby, ISH 183 Ishøj, VAL 187 Vallensbæk, DRA 155 Dragør, BOR 400 Bornholm
  `,
};
