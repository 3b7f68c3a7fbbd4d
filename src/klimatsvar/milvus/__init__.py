"""The index in Milvus, a database of vectors, for a service that outgrows one machine.

``client`` speaks with it, ``schema`` says what the collections hold, ``records`` and ``counts``
how; ``generations`` decides which serves; ``build`` builds with ``writing`` and ``finishing``;
``store`` is asked. Imported only where the setting ``store`` is "milvus".
"""
