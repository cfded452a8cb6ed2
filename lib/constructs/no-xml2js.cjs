// Stands in for xml2js, sax and xmlbuilder in the bundles: rss-parser brings them, and is given its elements by our own scanner.
exports.Parser = class {};
exports.Builder = class {};
