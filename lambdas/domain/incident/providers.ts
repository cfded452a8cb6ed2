/** A provider others build on: how it is written, and what else names it. */
interface Provider {
  name: string;
  /** Case-sensitive where the word is an ordinary one. */
  words: RegExp;
}

const PROVIDERS: Provider[] = [
  {
    name: 'AWS',
    words:
      /\b(AWS|Amazon Web Services|Amazon (?:EC2|S3|RDS|Route ?53|CloudFront|SQS|SNS|DynamoDB|Kinesis|Lambda|ECS|EKS|ElastiCache|Cognito|SES|Connect|Aurora|Redshift|Bedrock)|EC2|CloudFront|DynamoDB)\b/,
  },
  { name: 'Cloudflare', words: /\bCloudflare\b/i },
  { name: 'Google Cloud', words: /\b(Google Cloud(?: Platform)?|GCP|Google Compute Engine|BigQuery)\b/ },
  { name: 'Microsoft Azure', words: /\b((?:Microsoft )?Azure)\b/ },
  { name: 'Fastly', words: /\bFastly\b/i },
  { name: 'Akamai', words: /\b(Akamai|Linode)\b/i },
  { name: 'GitHub', words: /\bGit[Hh]ub\b/ },
  { name: 'GitLab', words: /\bGitLab\b/i },
  { name: 'Twilio', words: /\bTwilio\b/i },
  { name: 'SendGrid', words: /\bSendGrid\b/i },
  { name: 'Mailgun', words: /\bMailgun\b/i },
  { name: 'Stripe', words: /\bStripe\b/ },
  { name: 'PayPal', words: /\bPayPal\b/i },
  { name: 'Okta', words: /\bOkta\b/i },
  { name: 'Auth0', words: /\bAuth0\b/i },
  { name: 'OpenAI', words: /\b(OpenAI|ChatGPT)\b/i },
  { name: 'Anthropic', words: /\b(Anthropic|Claude)\b/ },
  { name: 'DigitalOcean', words: /\bDigital ?Ocean\b/i },
  { name: 'Heroku', words: /\bHeroku\b/i },
  { name: 'Vercel', words: /\bVercel\b/i },
  { name: 'Netlify', words: /\bNetlify\b/i },
  { name: 'Fly.io', words: /\bFly\.io\b/i },
  { name: 'MongoDB Atlas', words: /\bMongoDB(?: Atlas| Cloud)?\b/i },
  { name: 'Supabase', words: /\bSupabase\b/i },
  { name: 'Snowflake', words: /\bSnowflake\b/ },
  { name: 'Datadog', words: /\bDatadog\b/i },
  { name: 'PagerDuty', words: /\bPagerDuty\b/i },
  { name: 'Slack', words: /\bSlack\b/ },
  { name: 'Zoom', words: /\bZoom\b/ },
  { name: 'Zendesk', words: /\bZendesk\b/i },
  { name: 'Salesforce', words: /\bSalesforce\b/i },
  { name: 'Shopify', words: /\bShopify\b/i },
  { name: 'Atlassian', words: /\b(Atlassian|Bitbucket|Jira|Statuspage|Opsgenie)\b/ },
  { name: 'npm', words: /\bnpm(?:js)?\b/ },
  { name: 'Docker Hub', words: /\bDocker(?: Hub)?\b/ },
  { name: "Let's Encrypt", words: /\bLet['’]s Encrypt\b/i },
  { name: 'Lumen', words: /\b(Lumen|CenturyLink|Level ?3)\b/ },
  { name: 'Equinix', words: /\bEquinix\b/i },
  { name: 'Cogent', words: /\bCogent\b/ },
  { name: 'OVHcloud', words: /\bOVH(?:cloud)?\b/i },
  { name: 'Hetzner', words: /\bHetzner\b/i },
  { name: 'Oracle Cloud', words: /\b(Oracle Cloud(?: Infrastructure)?|OCI)\b/ },
  { name: 'CrowdStrike', words: /\bCrowdStrike\b/i },
  { name: 'Verizon', words: /\bVerizon\b/i },
  { name: 'AT&T', words: /AT&T\b/ },
  { name: 'Dyn', words: /\bDyn\b/ },
  { name: 'NS1', words: /\bNS1\b/ },
  { name: 'Imperva', words: /\bImperva\b/i },
  { name: 'Plaid', words: /\bPlaid\b/ },
  { name: 'Redis Cloud', words: /\bRedis (?:Cloud|Labs|Enterprise Cloud)\b/ },
  { name: 'Confluent', words: /\bConfluent\b/ },
  { name: 'Elastic Cloud', words: /\bElastic Cloud\b/ },
  { name: 'CircleCI', words: /\bCircleCI\b/i },
  { name: 'LaunchDarkly', words: /\bLaunchDarkly\b/i },
  { name: 'Algolia', words: /\bAlgolia\b/i },
  { name: 'Rackspace', words: /\bRackspace\b/i },
  { name: 'Bunny', words: /\b(bunny\.net|BunnyCDN)\b/i },
];
const REGION =
  /\b((?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-gov)?-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d|(?:us|europe|asia|australia|southamerica|northamerica|africa|me)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)\d{1,2}|(?:east|west|central|north|south|northcentral|southcentral|westcentral)us ?\d?|(?:north|west)europe)\b/gi;
const NAMED_REGIONS: [RegExp, string][] = [
  [/\b(N\. Virginia|Northern Virginia)\b/, 'us-east-1'],
  [/\bOhio\b/, 'us-east-2'],
  [/\bOregon\b/, 'us-west-2'],
  [/\b(Ireland)\b/, 'eu-west-1'],
  [/\bFrankfurt\b/, 'eu-central-1'],
  [/\bEast US(?! ?\d)\b/, 'eastus'],
  [/\bEast US 2\b/, 'eastus2'],
  [/\bWest US(?! ?\d)\b/, 'westus'],
  [/\bWest US 2\b/, 'westus2'],
  [/\bWest Europe\b/, 'westeurope'],
  [/\bNorth Europe\b/, 'northeurope'],
];

/** The providers a text names, canonical. */
export function providersIn(text: string): { name: string; words: RegExp }[] {
  return PROVIDERS.filter((provider) => provider.words.test(text));
}

/** The provider a service belongs to: "Amazon EC2 (us-east-1)" is AWS, "Azure - East US" is Microsoft Azure. */
export function providerOfService(service: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.words.test(service));
}

/** Cloud regions a text names, lower-case without spaces: codes as written, and the names most used for them. */
export function regionsIn(text: string): string[] {
  const codes = [...text.slice(0, 8_000).matchAll(REGION)].map((match) => match[1]!.toLowerCase().replaceAll(' ', ''));
  const named = NAMED_REGIONS.filter(([name]) => name.test(text)).map(([, code]) => code);
  return [...new Set([...codes, ...named])];
}
