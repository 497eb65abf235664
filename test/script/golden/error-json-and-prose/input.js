{"name": "demo", "steps": []}

This is the plan as JSON.
