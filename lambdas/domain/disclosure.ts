/** Hosts whose articles say so in print, from the settings. A host covers its subdomains too. */
export interface DisclosedHosts {
  employer: readonly string[];
  sponsor: readonly string[];
}

/** Host → the line to print under its articles. One that is both is the employer's. */
export const disclosureLines = ({ employer, sponsor }: DisclosedHosts): Record<string, string> => ({
  ...Object.fromEntries(
    sponsor.map((host) => [host.toLowerCase(), `Full disclosure: ${host} sponsors this newsletter.`]),
  ),
  ...Object.fromEntries(employer.map((host) => [host.toLowerCase(), `Full disclosure: ${host} is my employer.`])),
});
