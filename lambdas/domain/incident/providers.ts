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
      /\b(AWS|Amazon Web Services|Amazon (?:EC2|S3|RDS|Route ?53|CloudFront|SQS|SNS|DynamoDB|Kinesis|Lambda|ECS|EKS|ElastiCache|Cognito|SES|Connect|Aurora|Redshift|Bedrock)|EC2|S3|RDS|SQS|Cognito|Kinesis|CloudFront|DynamoDB|Route ?53|Amazon['’]s (?:cloud|infrastructure))\b/,
  },
  { name: 'Cloudflare', words: /\b(Cloudflare|Turnstile|Workers KV)\b/i },
  {
    name: 'Google Cloud',
    words:
      /\b(Google Cloud(?: Platform)?|GCP|Google Compute Engine|Google Kubernetes Engine|GKE|GCS|BigQuery|Cloud SQL|Cloud Run|Vertex AI|Firebase|Firestore)\b/,
  },
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
  { name: 'OpenAI', words: /\b(OpenAI|ChatGPT|GPT-[3-9][\w.]*)\b/i },
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
  { name: 'Google Workspace', words: /\b(Google Workspace|G Suite|Gmail|Google (?:Meet|Drive|Docs|Calendar))\b/ },
  {
    name: 'Microsoft 365',
    words: /\b(Microsoft 365|Office 365|Exchange Online|SharePoint Online|Microsoft Teams|Outlook\.com)\b/,
  },
  { name: 'Entra ID', words: /\b((?:Microsoft )?Entra(?: ID)?|Azure (?:AD|Active Directory))\b/ },
  { name: 'IBM Cloud', words: /\bIBM Cloud\b/ },
  { name: 'Alibaba Cloud', words: /\b(Alibaba Cloud|Aliyun)\b/ },
  { name: 'Vultr', words: /\bVultr\b/i },
  { name: 'Scaleway', words: /\bScaleway\b/i },
  { name: 'UpCloud', words: /\bUpCloud\b/ },
  { name: 'Contabo', words: /\bContabo\b/ },
  { name: 'Leaseweb', words: /\bLeaseweb\b/i },
  { name: 'Digital Realty', words: /\b(Digital Realty|Interxion)\b/ },
  { name: 'Zayo', words: /\bZayo\b/ },
  { name: 'Arelion', words: /\b(Arelion|Telia Carrier)\b/ },
  { name: 'GTT', words: /\bGTT\b/ },
  { name: 'NTT', words: /\bNTT\b/ },
  { name: 'Hurricane Electric', words: /\bHurricane Electric\b/ },
  { name: 'Comcast', words: /\b(Comcast|Xfinity)\b/ },
  { name: 'T-Mobile', words: /\bT-Mobile\b/ },
  { name: 'Bandwidth', words: /\bBandwidth(?:\.com| Inc)\b/ },
  { name: 'Sinch', words: /\bSinch\b/ },
  { name: 'Vonage', words: /\b(Vonage|Nexmo)\b/ },
  { name: 'Telnyx', words: /\bTelnyx\b/ },
  { name: 'Infobip', words: /\bInfobip\b/ },
  { name: 'MessageBird', words: /\bMessageBird\b/ },
  { name: 'Postmark', words: /\bPostmark\b/ },
  { name: 'Mailchimp', words: /\b(Mailchimp|Mandrill)\b/ },
  { name: 'SparkPost', words: /\bSparkPost\b/ },
  { name: 'Braintree', words: /\bBraintree\b/ },
  { name: 'Adyen', words: /\bAdyen\b/ },
  { name: 'Worldpay', words: /\bWorldpay\b/ },
  { name: 'Mux', words: /\bMux\b/ },
  { name: 'Cloudinary', words: /\bCloudinary\b/i },
  { name: 'imgix', words: /\bimgix\b/i },
  { name: 'Mapbox', words: /\bMapbox\b/ },
  { name: 'Intercom', words: /\bIntercom\b/ },
  { name: 'HubSpot', words: /\bHubSpot\b/i },
  { name: 'Sentry', words: /\bSentry\b/ },
  { name: 'New Relic', words: /\bNew Relic\b/ },
  { name: 'Grafana Cloud', words: /\bGrafana Cloud\b/ },
  { name: 'PlanetScale', words: /\bPlanetScale\b/i },
  { name: 'Neon', words: /\bNeon\b/ },
  { name: 'Aiven', words: /\bAiven\b/ },
  { name: 'Upstash', words: /\bUpstash\b/ },
  { name: 'PyPI', words: /\bPyPI\b/i },
  { name: 'RubyGems', words: /\bRubyGems(?:\.org)?\b/i },
  { name: 'Quay.io', words: /\bQuay(?:\.io)\b/i },
  { name: 'GoDaddy', words: /\bGoDaddy\b/i },
  { name: 'DNSimple', words: /\bDNSimple\b/ },
  { name: 'UltraDNS', words: /\b(UltraDNS|Neustar)\b/ },
  { name: 'DigiCert', words: /\bDigiCert\b/ },
  { name: 'WorkOS', words: /\bWorkOS\b/ },
  { name: 'Clerk', words: /\bClerk\b/ },
  { name: 'Mistral', words: /\bMistral\b/ },
  { name: 'Deepgram', words: /\bDeepgram\b/ },
  { name: 'Tray.io', words: /\bTray\.io\b/ },
];

/** Whether any is named at all: most sentences name none, and are answered by one look. */
const ANY = new RegExp(PROVIDERS.map(({ words }) => words.source).join('|'), 'i');

/** The providers a text names, canonical. */
export function providersIn(text: string): { name: string; words: RegExp }[] {
  return ANY.test(text) ? PROVIDERS.filter((provider) => provider.words.test(text)) : [];
}

/** Every way in which a text spells a provider: "Microsoft 365" and "Exchange Online". */
export function spellingsIn(text: string, words: RegExp): string[] {
  return [...new Set([...text.matchAll(new RegExp(words.source, `${words.flags}g`))].map(([spelling]) => spelling))];
}

/** The provider a service belongs to: "Amazon EC2 (us-east-1)" is AWS, "Azure - East US" is Microsoft Azure. */
export function providerOfService(service: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.words.test(service));
}

/** Status pages whose address does not spell the provider's name. */
const PAGES: [RegExp, string][] = [
  [/(^|\.)(health|status)\.aws\.amazon\.com$/, 'AWS'],
  [/^(azure\.status\.microsoft|status\.azure\.com|rssfeed\.azure\.status\.microsoft)$/, 'Microsoft Azure'],
  [/^status\.cloud\.google\.com$/, 'Google Cloud'],
  [/^(status\.cloud\.microsoft|portal\.office\.com)$/, 'Microsoft 365'],
  [/^(www\.)?dockerstatus\.com$/, 'Docker Hub'],
  [/^(status|trust)\.salesforce\.com$/, 'Salesforce'],
];

/** The provider whose status page a host is: status.fastly.com and www.fastlystatus.com are Fastly's. */
export function providerOfPage(host: string): string | undefined {
  const plain = host.toLowerCase().replace(/\.$/, '');
  const known = PAGES.find(([pattern]) => pattern.test(plain))?.[1];
  if (known !== undefined) return known;
  const label = /^(?:www\.)?(?:(?:status|health|trust)\.([a-z\d-]{3,})|([a-z\d-]{3,}?)-?status)\.[a-z.]+$/.exec(plain);
  const name = label?.[1] ?? label?.[2];
  return name === undefined
    ? undefined
    : PROVIDERS.find((provider) => provider.name.toLowerCase().replace(/[^a-z\d]/g, '') === name.replaceAll('-', ''))
        ?.name;
}
