"""A model for llm that follows a script instead of thinking, so it needs no API key.

It reads the last message of the user. Before any tool has answered it says a line and calls tools;
once they have answered it comments on their results. That is all the state it has, and it has it
from the conversation it is given, so it works the same in web chat, on the command line and in a
background agent.
"""

import json
import re
from dataclasses import dataclass, field

import llm
from llm.parts import StreamEvent

MODEL_ID = "scripted-demo"
TOOL = "execute_micropython"

REPORT = '''\
# The five most borrowed tools of the tool library.
answer = read_only_sql_query(
    "demo",
    """
    select tools.name as tool, count(*) as loans
    from loans join tools on tools.id = loans.tool_id
    group by tools.id
    order by loans desc, tool
    limit 5
    """,
)
if answer.get("error"):
    raise ValueError(answer["error"])
for row in answer["rows"]:
    print("%-16s %3d  %s" % (row["tool"], row["loans"], "#" * row["loans"]))
'''

ERROR = """\
total = 0
for price in (1200, 850, "free"):
    print("adding", price)
    total = total + price
print("total", total)
"""

LOOP = """\
print("counting for ever")
n = 0
while True:
    n = n + 1
"""

ESCAPE = """\
def attempt(what, action):
    try:
        print(what, "->", action())
    except Exception as error:
        print(what, "->", type(error).__name__, error)

def connect():
    import socket
    return socket.socket()

attempt("read /etc/passwd", lambda: open("/etc/passwd").read())
attempt("open a socket", connect)
attempt("delete loans", lambda: read_only_sql_query("demo", "delete from loans"))
"""


@dataclass
class Call:
    """One tool call."""

    arguments: dict
    name: str = TOOL


@dataclass
class Turn:
    """What the script does with one message: a line, the calls, and a comment on their results."""

    opening: str
    calls: list = field(default_factory=list)
    comment: object = None  # results -> str


def python(code, **options):
    return Call({"python": code, **options})


def first_line(result):
    lines = (result.get("stdout") or "").strip().splitlines()
    return lines[0].strip() if lines else ""


def plain(result):
    """The comment on a run whose output the user cannot see."""
    if not result.get("ok"):
        return "That failed: %s" % result.get("error")
    return "Python says: %s" % (result.get("stdout", "").strip() or "(nothing)")


def report(match):
    def comment(results):
        result = results[0]
        if not result.get("ok"):
            return "The report failed: %s" % result.get("error")
        tool, loans = first_line(result).rstrip("# ").rsplit(None, 1)
        return "The favourite is the **%s**, borrowed %s times." % (tool, loans)

    return Turn("I will ask the database.", [python(REPORT, show_result=True)], comment)


def remember(match):
    name, value = match["name"], match["value"].strip()
    code = "%s = %s\nprint(%s)" % (name, value, name)

    def comment(results):
        if not results[0].get("ok"):
            return plain(results[0])
        return "Kept: %s is %s. Ask me later: what is %s" % (name, first_line(results[0]), name)

    return Turn("I will put that into a variable.", [python(code)], comment)


def recall(match):
    name = match["name"]
    return Turn("I will look.", [python("print(%s)" % name)], lambda results: plain(results[0]))


def forget(match):
    return Turn(
        "A fresh interpreter, then.",
        [python("print('nothing is left')", reset_context=True)],
        lambda results: plain(results[0]),
    )


def error(match):
    def comment(results):
        return "It stopped with: %s" % results[0].get("error")

    return Turn("This one will fail half-way.", [python(ERROR, show_result=True)], comment)


def loop(match):
    def comment(results):
        return "It was stopped: %s" % results[0].get("error")

    return Turn("This one never ends by itself.", [python(LOOP, show_result=True)], comment)


def escape(match):
    return Turn(
        "I will try to get out.",
        [python(ESCAPE, show_result=True)],
        lambda results: "That is what the sandbox had to say.",
    )


def background(match):
    def comment(results):
        return "Started agent %s." % results[0].get("agent_id", json.dumps(results[0]))

    call = Call({"goal": match["goal"].strip()}, name="spawn_background_agent")
    return Turn("I will hand that to a background agent.", [call], comment)


def raw(results):
    return "\n".join(json.dumps(result) for result in results)


def run(match):
    """`run:`, `run-hidden:` and `reset-run:` pass on exactly the code that follows."""
    how = match["how"]
    options = {"show_result": how != "run-hidden", "reset_context": how == "reset-run"}
    return Turn("Running.", [python(match["code"], **options)], raw)


def run_all(match):
    """`run-all:` makes several calls in one message, one for each part between lines of `---`."""
    parts = re.split(r"^---\n", match["code"], flags=re.MULTILINE)
    return Turn("Running all.", [python(part) for part in parts], raw)


SCRIPT = [
    (r"(?P<how>run|run-hidden|reset-run):[ \n]?(?P<code>.*)", run),
    (r"run-all:[ \n]?(?P<code>.*)", run_all),
    (r"background:(?P<goal>.+)", background),
    (r"remember (?P<name>[a-z]\w*) *= *(?P<value>.+)", remember),
    (r"what is (?P<name>[a-z]\w*)\??\s*", recall),
    (r"(?:forget|reset)\b.*", forget),
    (r".*\breport\b.*", report),
    (r".*\berror\b.*", error),
    (r".*\bloop\b.*", loop),
    (r".*\bescape\b.*", escape),
]

HELP = """\
I follow a script; these are the lines I know:

- `report` asks the database and shows code and result
- `remember x = 5`, later `what is x`: Python state lasts as long as the conversation
- `forget` starts a fresh interpreter
- `error` prints something and then fails
- `loop` never ends, so a limit ends it
- `escape` tries to read a file, open a socket and delete rows
- `run: print(6 * 7)` runs any code, `run-hidden:` without showing it, `reset-run:` afresh
- `background: report` lets a background agent do it
"""


def turn_for(message):
    for pattern, script in SCRIPT:
        match = re.fullmatch(pattern, message, flags=re.DOTALL | re.IGNORECASE)
        if match:
            return script(match)
    return Turn(HELP)


def read_conversation(prompt):
    """The last message of the user, and what the tools have answered since."""
    message, results = "", []
    for item in prompt.messages:
        if item.role == "user":
            message = "".join(getattr(part, "text", "") for part in item.parts)
            results = []
        elif item.role == "tool":
            results += [(part.name, part.output) for part in item.parts]
    # datasette-agent puts notices of finished background agents in front of the user's words.
    message = re.sub(r"\A(?:\[Background agent [^\n]*\n)+\n", "", message)
    # ... and reminds a background agent that has not finished of its goal.
    reminder = re.match(r"Keep going\. Reminder: your goal is: ((?s:.*))\. You must call", message)
    return reminder[1] if reminder else message, results


def decoded(output):
    """A tool's answer as a dict, whatever the tool said."""
    try:
        value = json.loads(output)
    except ValueError:
        return {"ok": False, "error": output}
    return value if isinstance(value, dict) else {"ok": True, "stdout": output}


def reply(prompt):
    """Yield the pieces of one reply: strings to say, and Calls."""
    message, results = read_conversation(prompt)
    if any(name == "mark_finished" for name, _ in results):
        yield "Finished."
        return
    turn = turn_for(message)
    if turn.calls and not results:
        yield turn.opening
        yield from turn.calls
        return
    text = turn.comment([decoded(output) for _, output in results]) if results else turn.opening
    if any(getattr(tool, "name", None) == "mark_finished" for tool in prompt.tools):
        yield Call({"final_message": text}, name="mark_finished")
    else:
        yield text


def events(prompt, response):
    """The reply as llm wants it: words and fragments of arguments, one event each."""
    calls = 0
    for piece in reply(prompt):
        if isinstance(piece, str):
            for word in re.findall(r"\S*\s*", piece):
                if word:
                    yield StreamEvent(type="text", chunk=word)
            continue
        # Unique in the conversation: the position of this message, and of the call in it.
        call_id = "call_%d_%d" % (len(prompt.messages), calls)
        calls += 1
        arguments = json.dumps(piece.arguments)
        yield StreamEvent(type="tool_call_name", chunk=piece.name, tool_call_id=call_id)
        for start in range(0, len(arguments), 80):
            yield StreamEvent(
                type="tool_call_args", chunk=arguments[start : start + 80], tool_call_id=call_id
            )
        response.add_tool_call(
            llm.ToolCall(name=piece.name, arguments=piece.arguments, tool_call_id=call_id)
        )


class ScriptedDemo(llm.Model):
    model_id = MODEL_ID
    can_stream = True
    supports_tools = True

    def execute(self, prompt, stream, response, conversation):
        yield from events(prompt, response)


class AsyncScriptedDemo(llm.AsyncModel):
    model_id = MODEL_ID
    can_stream = True
    supports_tools = True

    async def execute(self, prompt, stream, response, conversation):
        for event in events(prompt, response):
            yield event


@llm.hookimpl
def register_models(register):
    register(ScriptedDemo(), AsyncScriptedDemo())
