"""The index in Milvus, for a service that outgrows one machine.

``client`` speaks with it, ``schema`` says what the collections hold, ``records``, ``kept`` and
``counts`` how; ``generations`` decides which serves; ``ingest`` builds with ``writing`` and
``finishing``; ``store`` is asked. Imported only where the setting ``store`` is "milvus".
"""
