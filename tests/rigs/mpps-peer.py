"""A RIS that takes note of performed procedure steps, by odil: it knows nothing of the product. Says what it heard on stdout, one
JSON document a line. What it is told to answer instead stands in ANSWERS, one line for each request to come: `STATUS [ERROR_ID]`
in hexadecimal, `lost` (it takes note, and is gone before it answers) or `plain`.

usage: mpps-peer.py PORT STEPS ANSWERS      STEPS is a file that keeps the steps over its own restarts"""
import json, os, sys

import odil

port, steps_file, answers_file = int(sys.argv[1]), sys.argv[2], sys.argv[3]
names = {0x0030: "C-ECHO", 0x0140: "N-CREATE", 0x0120: "N-SET"}


def say(**what):
    print(json.dumps(what), flush=True)


def known():
    return json.load(open(steps_file)) if os.path.exists(steps_file) else {}


def note(steps):
    with open(steps_file + ".new", "w") as file:
        json.dump(steps, file)
    os.rename(steps_file + ".new", steps_file)


def planned():
    """The next answer that was asked for; it is used up."""
    if not os.path.exists(answers_file):
        return "plain"
    lines = open(answers_file).read().split("\n")
    first = lines.pop(0).strip()
    with open(answers_file, "w") as file:
        file.write("\n".join(lines))
    return first or "plain"


def judge(name, uid, content):
    """Status and Error ID, as PS3.4 F.7.2 has them."""
    steps = known()
    if name == "N-CREATE":
        if uid in steps:
            return 0x0111, None
        if content["00400252"]["Value"] != ["IN PROGRESS"]:
            return 0x0106, None
    elif uid not in steps:
        return 0x0112, None
    elif steps[uid] != "IN PROGRESS":
        return 0x0110, 0xA710
    status = content.get("00400252", {}).get("Value")
    note({**steps, uid: status[0] if status else steps[uid]})
    return 0x0000, None


def text(data, name):
    return data.as_string(name)[0].decode().rstrip("\0")


def answer(association, message):
    command = message.get_command_set()
    field = command.as_int("CommandField")[0]
    name = names.get(field, hex(field))
    sop_class = text(command, "AffectedSOPClassUID" if command.has("AffectedSOPClassUID") else "RequestedSOPClassUID")
    response = odil.DataSet()
    response.add("AffectedSOPClassUID", odil.Value.Strings([sop_class.encode()]))
    response.add("CommandField", odil.Value.Integers([field | 0x8000]))
    response.add("MessageIDBeingRespondedTo", odil.Value.Integers(command.as_int("MessageID")))
    response.add("CommandDataSetType", odil.Value.Integers([0x0101]))
    status, error_id = 0, None
    if name in ("N-CREATE", "N-SET"):
        uid = text(command, "AffectedSOPInstanceUID" if name == "N-CREATE" else "RequestedSOPInstanceUID")
        content = json.loads(odil.as_json(message.get_data_set()))
        plan = planned()
        if plan in ("plain", "lost", "mute"):
            status, error_id = judge(name, uid, content)
            if plan == "mute":
                error_id = None
        else:
            status, error_id = [int(part, 16) for part in (plan + " 0").split()][:2]
        say(heard=name, uid=uid, status=status, content=content)
        if plan == "lost":
            os._exit(1)
        response.add("AffectedSOPInstanceUID", odil.Value.Strings([uid.encode()]))
        if error_id:
            response.add("ErrorID", odil.Value.Integers([error_id]))
    response.add("Status", odil.Value.Integers([status]))
    association.send_message(odil.messages.Message(response), sop_class)


say(ready=True)
while True:
    association = odil.Association()
    try:
        association.receive_association("v4", port)
        while True:
            answer(association, association.receive_message())
    except (odil.AssociationReleased, odil.AssociationAborted):
        pass
    except Exception as error:
        say(lost=str(error))
    # Its connection stays open as long as there is the object.
    del association
