"""Signs Schemathesis in. The one rule: no operation is left out for what it does to whoever calls it.

Some operations end sign-ins, change passwords or lock people out, their own caller among them. After each of those all
sign-ins are forgotten; and whoever cannot sign in any more is replaced by somebody new, added by the server's own command.
"""

import itertools
import os
import subprocess

import jsonschema_rs
import requests
import schemathesis

PROGRAM = os.environ["LAGOON_API_SERVER"]
DATABASE = os.environ["LAGOON_API_DATABASE"]
URL = os.environ["LAGOON_API_URL"]
TEAM = os.environ["LAGOON_API_TEAM"]
PASSWORD = os.environ["LAGOON_API_PASSWORD"]

# What ends sign-ins, or changes what a sign-in may do.
ENDING = {
    "deleteSession",
    "deleteOtherSessions",
    "deleteSessionById",
    "changePassword",
    "acceptPasswordReset",
    "changeUser",
    "resetPassword",
    "deleteUserSessions",
    "deleteTeamSession",
}

numbers = itertools.count(1)
turns = itertools.count()
people: dict[str, str] = {}
tokens: dict[str, str] = {}
# Sign-ins that were made by what is tried: their tokens by their ids.
made: dict[str, str] = {}


def address() -> str:
    """Another machine each time: the limit on guessing passwords counts by address, and is not what is tried here."""
    number = next(numbers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def add_person(role: str) -> str:
    email = f"{role}-{next(numbers)}@example.com"
    command = [PROGRAM, "user", "create", "--database", DATABASE, "--team", TEAM, "--name", "Ada Obi"]
    command += ["--email", email, "--role", role, "--password-stdin"]
    subprocess.run(command, input=f"{PASSWORD}\n", text=True, check=True, stdout=subprocess.DEVNULL)
    return email


def post(path: str, body, token: str | None = None) -> requests.Response:
    headers = {"X-Forwarded-For": address()} | ({"Authorization": f"Bearer {token}"} if token else {})
    return requests.post(f"{URL}{path}", json=body, headers=headers, timeout=30)


def sign_in(role: str) -> dict:
    for _ in range(2):
        email = people.get(role) or people.setdefault(role, add_person(role))
        answer = post("/v1/sessions", {"email": email, "password": PASSWORD})
        if answer.status_code == 201 and answer.json()["role"] == role:
            return answer.json()
        del people[role]
    raise RuntimeError(f"somebody new cannot sign in: {answer.status_code} {answer.text}")


def token_of(role: str) -> str:
    if role not in tokens:
        tokens[role] = sign_in(role)["token"]
    return tokens[role]


def operation_id(case) -> str:
    return case.operation.definition.raw["operationId"]


def give_what_nobody_can_guess(case) -> None:
    """Every other time: the id of a sign-in of one's own, or the token of a link that is good. What follows from an earlier
    answer stays as it is."""
    if next(turns) % 2 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if case.meta.phase.name.value == "stateful":
        return
    match operation_id(case):
        case "deleteSessionById":
            case.path_parameters["id"] = sign_in("agent")["sessionId"]
        case "acceptInvitation":
            invite = {"email": f"invited-{next(numbers)}@example.com", "name": "Bola Ade", "role": "agent"}
            case.body["token"] = post("/v1/admin/invitations", invite, token_of("admin")).json()["token"]
        case "acceptPasswordReset":
            user = post("/v1/sessions", {"email": add_person("agent"), "password": PASSWORD}).json()["userId"]
            reset = post(f"/v1/admin/users/{user}/password-reset", None, token_of("admin"))
            case.body["token"] = reset.json()["token"]


@schemathesis.auth(refresh_interval=None)
class SignIn:
    """As an admin where only admins may, and as an agent elsewhere. What ends a sign-in that was made on the way asks as
    whoever made it: nobody else finds it."""

    def get(self, case, context):
        if (token := made.get((case.path_parameters or {}).get("id"))) and operation_id(case) == "deleteSessionById":
            return token
        return token_of("admin" if context.operation.path.startswith("/v1/admin/") else "agent")

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    case.headers["X-Forwarded-For"] = address()
    give_what_nobody_can_guess(case)


@schemathesis.hook
def after_call(context, case, response):
    if operation_id(case) in ENDING and response.status_code < 300:
        tokens.clear()
    if operation_id(case) in ("createSession", "acceptInvitation") and response.status_code == 201:
        made[response.json()["sessionId"]] = response.json()["token"]


@schemathesis.hook
def after_load_schema(context, schema):
    """The examples of answers fit their schemas: Schemathesis itself looks at those of requests only."""
    document = schema.raw_schema
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                for media in response.get("content", {}).values():
                    examples = [example["value"] for example in media.get("examples", {}).values()]
                    examples += [media["example"]] if "example" in media else []
                    whole_schema = {**media["schema"], "components": document["components"]}
                    validator = jsonschema_rs.Draft202012Validator(whole_schema, validate_formats=True)
                    for example in examples:
                        for error in validator.iter_errors(example):
                            raise AssertionError(f"the example of {method} {path} {status}: {error.message}")


def whole(value):
    """For JSON Schema 1.0 is a whole number (2020-12, validation 6.1.1), for most typed readers of JSON it is none: the
    document's description says that whole numbers are written without a fraction, and that is how they are sent here. It says
    too that no text holds U+0000, names of free fields included, which no schema can state of all that lies inside them."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {whole(name): whole(item) for name, item in value.items()}
    return value


@schemathesis.hook
def map_body(context, body):
    return whole(body)


@schemathesis.hook
def map_query(context, query):
    return whole(query)


@schemathesis.check
def refused_for_a_reason_that_no_schema_can_state(ctx, response, case):
    """What the schema allows is never called malformed or invalid: see `expected-statuses` in schemathesis.toml."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 422):
        return None
    if operation_id(case) == "acceptInvitation" and case.body.get("name") is None:
        # The invitation may bring no name either.
        return None
    code = response.json().get("code")
    assert code not in ("invalidValue", "malformedJson", "invalidId"), f"valid by its schema, and refused: {response.text}"
    return None
