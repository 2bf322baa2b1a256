//! What can be wrong with a request before anybody looks at what it asks for.

use super::kind::kinds;

kinds! {
    NOT_FOUND = "not-found" NOT_FOUND,
        "There is nothing at this address",
        "Look up the addresses of this service in /openapi.json.";
    UNKNOWN_CASE = "unknown-case" NOT_FOUND,
        "There is no such case",
        "Check the id; a case that was just filed is found by a read that names the Hoso-Position of the reply.";
    UNKNOWN_SLIP = "unknown-slip" NOT_FOUND,
        "The case has no such paper",
        "GET /v1/cases/{case_id}/slips lists the papers of a case, with the address of each.";
    UNKNOWN_BOOK = "unknown-tracking-book" NOT_FOUND,
        "There is no such tracking book",
        "Name a body that GET /v1/agencies lists, a year, and `vi.pdf`, `vi.html`, `en.pdf` or `en.html`.";
    ERASED_SLIP = "erased-slip" GONE,
        "The paper is gone, because somebody whom it names was erased",
        "Nobody has it any more; that it was handed out can still be proved.";
    UNKNOWN_CERTIFICATE = "unknown-certificate" NOT_FOUND,
        "There is no such certificate",
        "Check the id; GET /v1/certificates lists those that were issued.";
    UNKNOWN_ORGANISATION = "unknown-organisation" NOT_FOUND,
        "There is no such organisation",
        "Check the id; GET /v1/organisations lists those that are entered.";
    UNKNOWN_AID = "unknown-aid" NOT_FOUND,
        "The case approved no aid",
        "Check the id; GET /v1/aid lists the cases that did.";
    UNKNOWN_PROCEDURE = "unknown-procedure" NOT_FOUND,
        "The catalogue has no such procedure",
        "Check the name and the version; GET /v1/procedures lists what was published.";
    UNKNOWN_CHECKPOINT = "unknown-checkpoint" NOT_FOUND,
        "There is no such checkpoint",
        "GET /v1/log/checkpoint shows the latest one; there is none while the server does not sign.";
    BEYOND_TREE = "beyond-tree" NOT_FOUND,
        "The tree over the log is not that large yet",
        "Ask for no more than the latest checkpoint covers, which GET /v1/log/checkpoint shows.";
    NO_SUCH_LEAF = "no-such-leaf" NOT_FOUND,
        "The tree has no event at this position",
        "Name a position from 1 up to what the latest checkpoint covers, which GET /v1/log/checkpoint shows.";
    NOTHING_TO_PROVE = "nothing-to-prove" BAD_REQUEST,
        "There is nothing to prove about these",
        "Name a position from 1 up to the size, or a size from 1 up to the later one.";
    UNKNOWN_WITNESS = "unknown-witness" FORBIDDEN,
        "The cosignature is of no witness that is known here",
        "Ask the operator to add the witness's verifier key.";
    NO_COSIGNATURE = "no-cosignature" UNPROCESSABLE_ENTITY,
        "The body is not a right cosignature of this checkpoint",
        "Send the witness's signature line of this very checkpoint, as C2SP's tlog-cosignature has it.";
    UNKNOWN_SUBJECT = "unknown-subject" NOT_FOUND,
        "Nothing was ever kept about this subject",
        "Check the id; it stands as `subject` in the references that events hold.";
    NOT_ERASED = "not-erased" NOT_FOUND,
        "What is kept about this subject was not erased",
        "Order the erasure first, with the legal ground and the number of the decision.";
    UNKNOWN_PROBLEM = "unknown-problem" NOT_FOUND,
        "There is no such kind of problem",
        "GET /problems lists all kinds.";
    NOT_THERE_THEN = "not-there-then" NOT_FOUND,
        "The case did not exist then",
        "Ask for a later position or time; the timeline of the case says when it began.";
    METHOD_NOT_ALLOWED = "method-not-allowed" METHOD_NOT_ALLOWED,
        "The address does not know this method",
        "Use one of the methods that the Allow header names.";
    INVALID_PATH = "invalid-path" BAD_REQUEST,
        "A part of the address cannot be read",
        "Write ids as UUIDs, such as 018f2b6e-7c1a-7c52-9a51-0242ac120002, and names in ASCII.";
    UNKNOWN_PARAMETER = "unknown-parameter" BAD_REQUEST,
        "The address does not know this query parameter",
        "Leave the parameter out; /openapi.json lists those that are known.";
    INVALID_PARAMETER = "invalid-parameter" BAD_REQUEST,
        "A query parameter cannot be read",
        "Write the parameter as /openapi.json describes it.";
    INVALID_CURSOR = "invalid-cursor" BAD_REQUEST,
        "The cursor is not one that this list gave out",
        "Take next_cursor from the reply before, with the same order, or leave it out to begin anew.";
    INVALID_HEADER = "invalid-header" BAD_REQUEST,
        "A header cannot be read",
        "Write the header as /openapi.json describes it, and once.";
    POSITION_BEYOND_LOG = "position-beyond-log" BAD_REQUEST,
        "The log does not go as far as this position",
        "Take positions from replies of this server. Who has seen more of the log than there is has seen another log.";
    IN_THE_FUTURE = "in-the-future" BAD_REQUEST,
        "The moment has not come yet",
        "Ask for a moment that has passed, or leave as_of out to see the case as it is now.";
    AT_AND_AS_OF = "at-and-as-of" BAD_REQUEST,
        "Both a position and a time are named",
        "Name the position with `at`, or the time with `as_of`, not both.";
    MALFORMED_JSON = "malformed-json" BAD_REQUEST,
        "The body is not JSON",
        "Send one JSON object, as /openapi.json describes it.";
    INVALID_UTF8 = "invalid-utf-8" BAD_REQUEST,
        "The body is not UTF-8",
        "Encode the body in UTF-8.";
    UNKNOWN_MEMBER = "unknown-member" UNPROCESSABLE_ENTITY,
        "The body has a member that is not known here",
        "Leave the member out, or write its name as /openapi.json does.";
    MISSING_MEMBER = "missing-member" UNPROCESSABLE_ENTITY,
        "The body lacks a member",
        "Add the member, as /openapi.json describes it.";
    REPEATED_MEMBER = "repeated-member" UNPROCESSABLE_ENTITY,
        "The body has a member twice",
        "Send each member once.";
    WRONG_TYPE = "wrong-type" UNPROCESSABLE_ENTITY,
        "A member of the body has the wrong type",
        "Send the type that /openapi.json describes.";
    INVALID_DATE = "invalid-date" UNPROCESSABLE_ENTITY,
        "A date does not exist or is not written as one",
        "Write a day that exists as YYYY-MM-DD.";
    INVALID_TEXT = "invalid-text" UNPROCESSABLE_ENTITY,
        "A text is blank, too long, or holds control characters",
        "Send a text with something in it, within the length that /openapi.json names, without control characters.";
    INVALID_VALUE = "invalid-value" UNPROCESSABLE_ENTITY,
        "A member of the body has a value that is not possible here",
        "Send a value that /openapi.json allows.";
    BODY_TOO_LARGE = "body-too-large" PAYLOAD_TOO_LARGE,
        "The body is larger than 1 MiB",
        "Send a smaller body: 1,048,576 bytes at most.";
    BODY_TOO_SLOW = "body-too-slow" REQUEST_TIMEOUT,
        "The body did not arrive in time",
        "Send the whole body within 10 seconds.";
    BODY_INCOMPLETE = "body-incomplete" BAD_REQUEST,
        "The body ended before its end",
        "Send the body again.";
    DOCUMENT_TOO_LARGE = "document-too-large" PAYLOAD_TOO_LARGE,
        "The file is larger than files may be",
        "Send a smaller file, or several.";
    DOCUMENT_EMPTY = "document-empty" UNPROCESSABLE_ENTITY,
        "The file is empty",
        "Send the file as the body of the request.";
    DOCUMENT_KIND = "document-kind" UNSUPPORTED_MEDIA_TYPE,
        "The file is of no kind that is taken in",
        "Send a PDF, PNG, JPEG, DOCX, ZIP or plain text in UTF-8; what counts is what the file contains.";
    DOCUMENT_OTHER_KIND = "document-other-kind" UNSUPPORTED_MEDIA_TYPE,
        "The file is not what its Content-Type says",
        "Send the Content-Type that the problem names, or application/octet-stream.";
    UNKNOWN_DOCUMENT = "unknown-document" NOT_FOUND,
        "The case has no such file",
        "Check the id; GET /v1/cases/{case_id}/documents lists the files of a case.";
    DOCUMENT_ERASED = "document-erased" GONE,
        "The file was erased",
        "What is erased cannot be had any more; the event that it was filed remains.";
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE,
        "The body is not sent as JSON",
        "Send the body as it is, not compressed, with the header Content-Type: application/json.";
    NOT_AUTHENTICATED = "authentication-unavailable" UNAUTHORIZED,
        "This server cannot tell who you are",
        "Authentication is not available yet on this server, so that it takes no commands and shows no cases. For a demo or a test, start it with --trust-actor-headers on a loopback address.";
    ACTOR_MISSING = "actor-missing" UNAUTHORIZED,
        "The request does not say who acts",
        "Send Hoso-Actor with the UUID of whoever acts, and Hoso-Agency with the id of their agency, or `applicant`.";
    AGENCY_NOT_IN_CATALOGUE = "agency-not-in-catalogue" FORBIDDEN,
        "The catalogue has no such agency to act for",
        "Send an id from GET /v1/agencies in Hoso-Agency, or `applicant`.";
    ACTS_AS_SYSTEM = "acts-as-system" FORBIDDEN,
        "Nobody acts as the system over HTTP",
        "Send the UUID of a person or a machine of yours in Hoso-Actor.";
    CROSS_SITE = "cross-site" FORBIDDEN,
        "The request was sent by a page of another site",
        "Commands are taken from pages of this server and from programs that are not browsers.";
    FOREIGN_HOST = "foreign-host" MISDIRECTED_REQUEST,
        "The server was addressed by a name that is not its own",
        "While this server trusts headers that name the actor, address it as localhost, 127.0.0.1 or [::1].";
    KEY_MISSING = "idempotency-key-missing" BAD_REQUEST,
        "The command has no Idempotency-Key",
        "Make a UUID for each command, send it in Idempotency-Key, and send the same one when you repeat the command.";
    KEY_MALFORMED = "idempotency-key-malformed" BAD_REQUEST,
        "The Idempotency-Key is not a UUID",
        "Send a UUID that you made for this command, and send the same one when you repeat it.";
}
