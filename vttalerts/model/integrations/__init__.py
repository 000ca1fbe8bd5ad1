"""The notifiers, one file each: fields as Alertmanager has them, in upstream's order."""
