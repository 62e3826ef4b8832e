// AssemblyAI's SDK for JavaScript against the stand-in at the URL that is
// given: what it got, as one JSON text, for test_sdk_js.py to compare.
import { AssemblyAI } from "assemblyai";

const baseUrl = process.argv[2];
const client = new AssemblyAI({ apiKey: "test-key", baseUrl });
const result = { lists: {}, transcripts: {}, errors: {} };

const failure = async (call) => {
	try {
		await call();
	} catch (e) {
		return String(e.message ?? e);
	}
	return null;
};

let all = [];
for (const limit of [1, 7, 10, 100, 200]) {
	const ids = [];
	let url = null;
	do {
		const page = await client.transcripts.list(url ?? { limit });
		ids.push(...page.transcripts.map((t) => t.id));
		url = page.page_details.prev_url;
	} while (url !== null);
	result.lists[limit] = ids;
	all = ids;
}
const forward = await client.transcripts.list({ limit: 200, after_id: all[20] });
result.forward = forward.transcripts.map((t) => t.id);

for (const id of all) {
	const t = await client.transcripts.get(id);
	if (t.status !== "completed" ||
	    t.audio_url.startsWith("http://deleted_by_"))
		continue;
	const one = { whole: t };
	one.sentences = await client.transcripts.sentences(id);
	one.paragraphs = await client.transcripts.paragraphs(id);
	one.search = await client.transcripts.wordSearch(id, ["the"]);
	if (t.text) {
		one.srt = await client.transcripts.subtitles(id, "srt");
		one.vtt = await client.transcripts.subtitles(id, "vtt");
	}
	if (t.redact_pii_audio === true)
		one.audio = Buffer.from(await (await client.transcripts
		    .redactedAudioFile(id)).arrayBuffer()).length;
	result.transcripts[id] = one;
}
const first = Object.keys(result.transcripts)[0];
result.deleted = await client.transcripts.delete(first);
result.errors.id = await failure(() => client.transcripts.get("nothing"));
const stranger = new AssemblyAI({ apiKey: "wrong", baseUrl });
result.errors.key = await failure(() => stranger.transcripts.list());
process.stdout.write(JSON.stringify(result));
