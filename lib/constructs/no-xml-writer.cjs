// Stands in for xmlbuilder in the bundles: rss-parser brings it along to write XML, and we only read.
module.exports = {};
