/**
 * Publishers whose own subject is incidents, reliability and operations. Like the words of the field they were written down before any figure was
 * looked at and learned from no label: past issues end years before the next one, and who began to write since would start as unknown as anybody.
 */
const ofField = namesIn(
  // Books, conferences, studies and communities.
  'sre.google landing.google.com usenix.org sysadvent.blogspot.com learningfromincidents.io resilienceinsoftware.org thevoid.community',
  'resilienceroundup.com adaptivecapacitylabs.com snafucatchers.github.io how.complexsystems.fail principlesofchaos.org jepsen.io srepath.com',
  // Incidents and on-call.
  'pagerduty.com opsgenie.com victorops.com incident.io firehydrant.com firehydrant.io rootly.com blameless.com jeli.io uptimelabs.io',
  'squadcast.com zenduty.com transposit.com blog.statuspage.io xmatters.com ilert.com greatcircle.com blackrock3.com rundeck.com',
  // Safety and chaos.
  'verica.io gremlin.com steadybit.com safetydifferently.com humanisticsystems.com skybrary.aero sidneydekker.com erikhollnagel.com',
  // Watching what runs.
  'honeycomb.io lightstep.com hostedgraphite.com nobl9.com chronosphere.io catchpoint.com thousandeyes.com kentik.com circonus.com',
  'serverdensity.com sensu.io robustperception.io last9.io',
  // People.
  'surfingcomplexity.blog lorinhochstein.wordpress.com charity.wtf willgallego.com ferd.ca danslimmon.com kitchensoap.com rachelbythebay.com',
  'bravenewgeek.com brooker.co.za noidea.dog everythingsysadmin.com ryanfrantz.com unixdaemon.net mads-hartmann.com relyabilit.ie',
  'hazelweakly.me danluu.com aphyr.com lawrencejones.dev jpaulreed.com copyconstruct.medium.com medium.com/@copyconstruct',
  'medium.com/@adhorn medium.com/@jpaulreed medium.com/@jerub lizthegrey.com alexewerlof.com certomodo.io certomodo.substack.com',
  'heinrichhartmann.com varoa.net preaccidentpodcast.podbean.com downtimeproject.com slightreliability.com oncallmemaybe.com pageittothelimit.com',
);

/** Journals in which companies tell how they run what many people use, beside much else; written down in the same way. */
const ofHouses = namesIn(
  'netflixtechblog.com techblog.netflix.com medium.com/netflix-techblog slack.engineering eng.lyft.com eng.uber.com engineering.linkedin.com',
  'engineering.fb.com code.fb.com code.facebook.com blogs.dropbox.com dropbox.tech githubengineering.com github.blog stripe.com',
  'shopify.engineering engineeringblog.yelp.com engineering.atspotify.com labs.spotify.com codeascraft.com medium.com/airbnb-engineering',
  'medium.com/pinterest-engineering medium.com/@pinterest_engineering engineering.grab.com monzo.com engineering.zalando.com',
  'jobs.zalando.com blog.cloudflare.com fastly.com engineering.salesforce.com blog.heroku.com status.heroku.com engineering.squarespace.com',
  'instagram-engineering.com robinhood.engineering doordash.engineering discord.com blog.discordapp.com blog.discord.com about.gitlab.com',
  'circleci.com buildkite.com tailscale.com fly.io planetscale.com cockroachlabs.com figma.com making.pusher.com',
  'careersatdoordash.com blog.roblox.com corp.roblox.com tech.instacart.com eng.snap.com engineering.indeedblog.com deliveroo.engineering',
  'blog.allegro.tech blog.booking.com tech.ebayinc.com engineering.razorpay.com developers.soundcloud.com engineering.mixpanel.com canva.dev',
  'dev.37signals.com zendesk.engineering blog.gojek.io bytes.swiggy.com blog.flipkart.tech engineering.mercari.com medium.com/paypal-tech',
  'medium.com/agoda-engineering medium.com/expedia-group-tech medium.com/capital-one-tech medium.com/walmartglobaltech',
);

/** What is expected of a publisher before any link of it was seen. */
export interface Repute {
  /** What it writes of, in words for a person. */
  subject: string;
  /** What is added to its own record: links printed, and how many such as it shows would be printed of anybody. */
  credit: { printed: number; expected: number };
}

/** One printed of three, and of ten, where three of a hundred are. */
const reputes: readonly (readonly [ReadonlySet<string>, Repute])[] = [
  [ofField, { subject: 'writes on reliability', credit: { printed: 1, expected: 0.06 } }],
  [ofHouses, { subject: 'tells how it runs its services', credit: { printed: 1, expected: 0.27 } }],
];

/** The repute of a publisher (see `publisherOf`), or of the domain it is part of; undefined for those not written down. */
export function reputeOf(publisher: string): Repute | undefined {
  for (let name = publisher; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const found = reputes.find(([names]) => names.has(name));
    if (found !== undefined) return found[1];
    // An account may be called like somebody's domain (`medium.com/@x.example.org`) and is no part of it.
    if (name.includes('/')) return undefined;
  }
  return undefined;
}

function namesIn(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
