// Loaded before a server that can only ask `https://<site>.atlassian.net`: what it asks of the site `embedded` goes to the
// embedded Jira instead. Nothing else of it is changed.
const fetched = globalThis.fetch;
const site = 'https://embedded.atlassian.net';
globalThis.fetch = (resource, options) =>
    fetched(String(resource).startsWith(site) ? process.env.EMBEDDED_JIRA + String(resource).slice(site.length) : resource, options);
