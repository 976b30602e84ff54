"""The rule builder's form: between what a manager types and the exchange JSON of a rule (3-pricing-rules.md).

Pure: no framework. `shapes.py` has the form as it is typed, `writing.py` makes it from a rule, `posted.py` from a POST,
`editing.py` adds, removes and moves its rows, `reading.py` makes the rule's JSON of it, `problems.py` puts what the
engine refuses beside the field that it is about, and `showing.py` says how each row is drawn. What can be asked and
done comes from the vocabulary alone: a new fact or operator needs no change here.
"""
