#include "sockets.h"

#include <netinet/in.h>
#include <string.h>

enum { IPV4_LEN = 4, IPV6_LEN = 16, ACCEPTS = 0x0002 /* SO_ACCEPTCONN here */, UN_PATH_AT = 2 };

static const char *const tcp_states[] = {
    [TSI_S_CLOSED] = "UNCONN",         [TSI_S_LISTEN] = "LISTEN",
    [TSI_S_SYN_SENT] = "SYN-SENT",     [TSI_S_SYN_RECEIVED] = "SYN-RECV",
    [TSI_S_ESTABLISHED] = "ESTAB",     [TSI_S__CLOSE_WAIT] = "CLOSE-WAIT",
    [TSI_S_FIN_WAIT_1] = "FIN-WAIT-1", [TSI_S_CLOSING] = "CLOSING",
    [TSI_S_LAST_ACK] = "LAST-ACK",     [TSI_S_FIN_WAIT_2] = "FIN-WAIT-2",
    [TSI_S_TIME_WAIT] = "TIME-WAIT",
};

/* A port is an int that holds two bytes in network order, wherever this runs. */
static unsigned port_of(int raw)
{
    unsigned char bytes[2];
    uint16_t half = (uint16_t)raw;
    memcpy(bytes, &half, sizeof bytes);
    return (unsigned)bytes[0] << 8 | bytes[1];
}

/* A socket of version 6 may carry an address of version 4: the flag of the connection decides. */
static void take_inet(const struct in_sockinfo *in, struct socket_facts *ret)
{
    bool four = (in->insi_vflag & INI_IPV4) && !(in->insi_vflag & INI_IPV6);
    size_t len = four ? IPV4_LEN : IPV6_LEN;
    const void *local = four ? (const void *)&in->insi_laddr.ina_46.i46a_addr4
                             : (const void *)&in->insi_laddr.ina_6;
    const void *remote = four ? (const void *)&in->insi_faddr.ina_46.i46a_addr4
                              : (const void *)&in->insi_faddr.ina_6;
    memcpy(ret->local.address, local, len);
    memcpy(ret->remote.address, remote, len);
    ret->local.address_len = ret->remote.address_len = len;
    ret->local.port = port_of(in->insi_lport);
    ret->remote.port = port_of(in->insi_fport);
}

static void take_path(const char *address, size_t size, struct listener *l)
{
    const char *path = address + UN_PATH_AT;
    size_t len = strnlen(path, size - UN_PATH_AT);
    if (len >= sizeof l->path)
        len = sizeof l->path - 1;
    memcpy(l->path, path, len);
    l->path[len] = '\0';
}

void sockets_facts(const struct socket_fdinfo *info, struct socket_facts *ret)
{
    const struct socket_info *s = &info->psi;
    *ret = (struct socket_facts){.state = "",
                                 .number = s->soi_so,
                                 .rx = s->soi_rcv.sbi_cc,
                                 .tx = s->soi_snd.sbi_cc,
                                 .listens = s->soi_options & ACCEPTS};
    if (s->soi_kind == SOCKINFO_TCP) {
        int state = s->soi_proto.pri_tcp.tcpsi_state;
        take_inet(&s->soi_proto.pri_tcp.tcpsi_ini, ret);
        ret->proto = ret->local.address_len == IPV4_LEN ? "tcp" : "tcp6";
        if (state >= 0 && state < (int)(sizeof tcp_states / sizeof tcp_states[0]))
            ret->state = tcp_states[state];
        ret->listens = state == TSI_S_LISTEN;
    } else if (s->soi_kind == SOCKINFO_IN && s->soi_protocol == IPPROTO_UDP) {
        take_inet(&s->soi_proto.pri_in, ret);
        ret->proto = ret->local.address_len == IPV4_LEN ? "udp" : "udp6";
        ret->state = ret->remote.port ? "ESTAB" : "UNCONN";
    } else if (s->soi_kind == SOCKINFO_UN) {
        const struct un_sockinfo *un = &s->soi_proto.pri_un;
        ret->proto = "unix";
        ret->state = ret->listens ? "LISTEN" : un->unsi_conn_so ? "ESTAB" : "UNCONN";
        take_path(un->unsi_addr.ua_dummy, sizeof un->unsi_addr.ua_dummy, &ret->local);
        take_path(un->unsi_caddr.ua_dummy, sizeof un->unsi_caddr.ua_dummy, &ret->remote);
    }
}
