"""The demo province: invented people and places whose answers give a published SIPAS table to the second decimal."""
