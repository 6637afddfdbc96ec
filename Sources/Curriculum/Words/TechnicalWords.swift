enum TechnicalWords {
    static let roles: [String] = SoundWords.words(
        "web db app api cache mail proxy worker build ci auth queue log store edge node gw backup search media print vpn dns ldap ml gpu"
    )
    static let settings: [String] = SoundWords.words(
        """
        timeout limit size depth interval retries workers threads level mode target token prefix suffix format capacity threshold window delay \
        budget quota offset batch rate owner profile strategy policy weight priority region zone schema encoding protocol
        """
    )
    static let products: [String] = SoundWords.words(
        """
        PostgreSQL MySQL SQLite Redis Kafka RabbitMQ Nginx Apache HAProxy Debian Ubuntu Fedora Windows Python Swift Rust Go Java Kotlin Ruby Haskell Elixir \
        Docker Kubernetes Terraform Ansible Jenkins Grafana Prometheus Elasticsearch MongoDB Cassandra Django Flask Rails React Vue Angular Node.js Postfix \
        FreeBSD macOS Android OpenSSL Git Subversion Vim Emacs Blender GIMP Inkscape LibreOffice Excel Jira Slack Zulip Matrix Memcached etcd Consul Vault
        """
    )
    static let states: [String] = SoundWords.words(
        """
        active inactive pending closed open archived draft approved rejected running stopped paused failed green yellow red experimental stable deprecated \
        retired planned cancelled delayed overdue paid unpaid shipped delivered returned blocked ready degraded healthy offline online frozen
        """
    )
}
