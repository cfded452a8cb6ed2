const DIRECTION =
  '(?:north|south|east|west|central|northeast|northwest|southeast|southwest|northcentral|southcentral|westcentral)';
const CODE = new RegExp(
  `\\b(?:((?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-gov)?-${DIRECTION}-\\d)(?:[a-f])?|((?:us|europe|asia|australia|southamerica|northamerica|africa|me)-${DIRECTION}\\d{1,2})(?:-[a-f])?|((?:east|west|central|north|south|northcentral|southcentral|westcentral)us ?\\d?|(?:north|west)europe))\\b`,
  'gi',
);
/** The names that consoles and status pages give regions, and what each cloud has there. Cities count only in their spelling there. */
const NAMED: [RegExp, string[]][] = [
  [/\b(N\. Virginia|N\.Virginia|Northern Virginia)\b/i, ['us-east-1', 'us-east4']],
  [/\b(use1-az\d|iad1)\b/i, ['us-east-1']],
  [/\bOhio\b/, ['us-east-2', 'us-east5']],
  [/\buse2-az\d\b/, ['us-east-2']],
  [/\b(N\. California|Northern California)\b/, ['us-west-1']],
  [/\bOregon\b/, ['us-west-2', 'us-west1']],
  [/\busw2-az\d\b/, ['us-west-2']],
  [/\bIreland\b/, ['eu-west-1', 'northeurope']],
  [/\beuw1-az\d\b/, ['eu-west-1']],
  [/\beuw2-az\d\b/, ['eu-west-2']],
  [/\bFrankfurt\b/, ['eu-central-1', 'europe-west3', 'germanywestcentral']],
  [/\beuc1-az\d\b/, ['eu-central-1']],
  [/\bTokyo\b/, ['ap-northeast-1', 'asia-northeast1', 'japaneast']],
  [/\bapne1-az\d\b/, ['ap-northeast-1']],
  [/\bSydney\b/, ['ap-southeast-2', 'australia-southeast1', 'australiaeast']],
  [/\bapse2-az\d\b/, ['ap-southeast-2']],
  [/\bMumbai\b/, ['ap-south-1', 'asia-south1', 'westindia']],
  [/\baps1-az\d\b/, ['ap-south-1']],
  [/\bS(?:a|ã)o Paulo\b/, ['sa-east-1', 'southamerica-east1', 'brazilsouth']],
];
/** "East US 2", "UK South", "North Europe": how Azure writes its regions. */
const AZURE =
  /\b((?:North Central|South Central|West Central|North|South|East|West|Central|Southeast) (?:US|Europe|India|Asia)|(?:UK|Japan|Korea|France|Germany West|Norway|Sweden|Switzerland|Poland|Italy|Spain|Canada|Brazil|UAE|South Africa|Qatar|Israel|Australia) (?:North|South|East|West|Central|Southeast))( \d)?\b/g;

/** Cloud regions a text names, lower-case without spaces: codes as written (zones as their region), and the names most used for them. */
export function regionsIn(text: string): string[] {
  const source = text.slice(0, 8_000);
  const azure = [...source.matchAll(AZURE)].map((match) =>
    `${match[1]}${match[2] ?? ''}`.toLowerCase().replaceAll(' ', ''),
  );
  const named = NAMED.filter(([name]) => name.test(source)).flatMap(([, codes]) => codes);
  return [...new Set([...regionCodesIn(source), ...azure, ...named])];
}

/** Only the codes, as the clouds themselves write them: what no city and no other company is called. */
export function regionCodesIn(text: string): string[] {
  const codes = [...text.slice(0, 8_000).matchAll(CODE)].map((match) => (match[1] ?? match[2] ?? match[3])!);
  return [...new Set(codes.map((code) => code.toLowerCase().replaceAll(' ', '')))];
}
