// A chat request as a command or a program that can be run as it stands.
const shell = text => `'${text.replaceAll("'", "'\\''")}'`;

function python(value, indent = '') {
  const more = `${indent}    `;
  if (value === null) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (Array.isArray(value)) {
    return value.length ? `[\n${value.map(v => more + python(v, more)).join(',\n')},\n${indent}]` : '[]';
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([k, v]) => `${more}${JSON.stringify(k)}: ${python(v, more)}`);
    return entries.length ? `{\n${entries.join(',\n')},\n${indent}}` : '{}';
  }
  return JSON.stringify(value);
}

const javaBlock = text => text.replaceAll('\\', '\\\\').replaceAll('"""', '\\"""');

export const LANGUAGES = [{ id: 'curl', name: 'curl' }, { id: 'python', name: 'Python' }, { id: 'java', name: 'Java' }];

export function code(language, base, request, keyed) {
  if (language === 'curl') {
    return `curl -sN ${base}/chat/completions \\
  -H 'Content-Type: application/json' \\
${keyed ? '  -H "Authorization: Bearer $OPENAI_API_KEY" \\\n' : ''}  -d ${shell(JSON.stringify(request, null, 2))}
`;
  }
  if (language === 'python') {
    return `# pip install openai
${keyed ? 'import os\n\n' : ''}from openai import OpenAI

client = OpenAI(base_url=${JSON.stringify(base)}, api_key=${keyed ? 'os.environ["OPENAI_API_KEY"]' : '"none"'})
request = ${python(request)}
for chunk in client.chat.completions.create(**request):
    for choice in chunk.choices:
        print(choice.delta.content or "", end="", flush=True)
print()
`;
  }
  return `// java Ask.java (JDK 17 or newer)
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

class Ask {
    public static void main(String[] args) throws Exception {
        String json = """
${javaBlock(JSON.stringify(request, null, 2)).replace(/^/gm, '            ')}
            """;
        HttpRequest request = HttpRequest.newBuilder(URI.create(${JSON.stringify(`${base}/chat/completions`)}))
                .header("Content-Type", "application/json")
${keyed ? '                .header("Authorization", "Bearer " + System.getenv("OPENAI_API_KEY"))\n' : ''}                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpClient.newHttpClient().send(request, BodyHandlers.ofLines()).body().forEach(System.out::println);
    }
}
`;
}
